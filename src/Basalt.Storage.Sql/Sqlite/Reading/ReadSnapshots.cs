namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Lets a read connection keep what it sees of the database from one query to the next. Taking a read lock and giving it back are
/// system calls, and cost more than looking up a record: a view of a record takes a quarter of the time without. A snapshot may be
/// kept as long as nothing was committed:
/// 1. a number is odd while a commit is under way and never comes back;
/// 2. a connection notes an even number before it takes its snapshot, and uses the snapshot again only while the number is the same;
/// 3. so from before a commit until after it every query takes a snapshot of its own, and nobody who was told of a commit, or has seen
///    it, can be shown the state before it.
/// What another process commits is seen within <see cref="LongestAge"/>.
/// </summary>
internal sealed class ReadSnapshots : IDisposable
{
    internal static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(1);

    private readonly ITimer _timer;
    private volatile int _number;
    private volatile int _timerRuns; // 1 or 0

    /// <param name="releaseIdle">Ends the snapshots of connections that nobody uses at the moment.</param>
    internal ReadSnapshots(TimeProvider clock, Action releaseIdle) => _timer = clock.CreateTimer(
        _ =>
        {
            _timerRuns = 0;
            Expire();
            releaseIdle();
        },
        null,
        Timeout.InfiniteTimeSpan,
        Timeout.InfiniteTimeSpan);

    /// <summary>Readies a connection for a query: what it sees is the last committed state.</summary>
    internal void Enter(SqliteSession session)
    {
        var number = _number;
        if (session.Snapshot == number) return;
        session.EndSnapshot();
        if ((number & 1) != 0) return; // a commit is under way: this query on its own
        session.BeginSnapshot(number);
        if (_timerRuns == 0 && Interlocked.Exchange(ref _timerRuns, 1) == 0) _timer.Change(LongestAge, Timeout.InfiniteTimeSpan);
    }

    /// <summary>After the query: a snapshot that can't be used again is ended, because it would keep the log from being copied.</summary>
    internal void Leave(SqliteSession session)
    {
        if (session.Snapshot != _number) session.EndSnapshot();
    }

    internal void BeginCommit() => Interlocked.Increment(ref _number);

    internal void EndCommit() => Interlocked.Increment(ref _number);

    /// <summary>From now on every snapshot is taken anew.</summary>
    internal void Expire() => Interlocked.Add(ref _number, 2);

    public void Dispose() => _timer.Dispose();
}
