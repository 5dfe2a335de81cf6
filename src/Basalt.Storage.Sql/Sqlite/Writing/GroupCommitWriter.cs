using Basalt.Schema;
using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// The one writer. A thread of its own takes all work that waits as a group:
/// 1. one transaction for the group;
/// 2. each piece of work in a savepoint, so that one that fails takes nothing else with it;
/// 3. one commit, and with it one wait for the disk;
/// 4. counters of what was written, the new schema if it changed, and only then the acknowledgements.
/// Nothing that work does or the database answers ends the thread.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private const int LargestGroup = 1_024;

    private readonly WriteQueue _queue;
    private readonly Func<SqliteSession> _open;
    private readonly SchemaGate _gate;
    private readonly ReadSnapshots _snapshots;
    private readonly Action<CommittedGroup> _committed;
    private readonly Action<SqliteConnection> _betweenGroups;
    private readonly TransactionParts _parts;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _log;
    private SqliteSession? _session; // null after the database failed, until the next group opens it again

    /// <param name="session">The write connection, taken over.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="committed">Told of every commit before anybody else is.</param>
    /// <param name="betweenGroups">May use the connection when no transaction is open.</param>
    internal GroupCommitWriter(
        SqliteSession session, Func<SqliteSession> open, SchemaGate gate, ReadSnapshots snapshots, TransactionParts parts, int waitingMax,
        Action<CommittedGroup> committed, Action<SqliteConnection> betweenGroups, ILogger log)
    {
        _session = session;
        _open = open;
        _gate = gate;
        _snapshots = snapshots;
        _queue = new WriteQueue(waitingMax);
        _parts = parts;
        _committed = committed;
        _betweenGroups = betweenGroups;
        _log = log;
        new Thread(Loop) { IsBackground = true, Name = "basalt-writer" }.Start();
    }

    internal Task<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        var item = new WriteItem<T>(schema, work, ct);
        _queue.Add(item);
        return item.Done;
    }

    /// <summary>Does what waits, then ends the thread and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    private void Loop()
    {
        var group = new List<WriteItem>(LargestGroup);
        while (_queue.Take(group, LargestGroup))
        {
            for (var done = 0; done < group.Count;) done += RunGroup(group, done);
            group.Clear();
            AfterGroup();
        }

        _session?.Dispose();
        _ended.SetResult();
    }

    private void AfterGroup()
    {
        if (_session is null) return;
        try
        {
            _betweenGroups(_session.Connection);
        }
        catch (SqliteException error) // of copying the log: what was committed is safe in it
        {
            _log.CheckpointFailed(error);
        }
    }

    // Runs the items from `first` on and tells them; returns how many. A schema change or a broken transaction ends a group early.
    private int RunGroup(List<WriteItem> group, int first)
    {
        var end = first;
        try
        {
            _session ??= _open();
            var transaction = new GroupTransaction(_session, _gate.Current, _parts);
            var isAlone = group.Count - first == 1;
            while (end < group.Count && !transaction.MustEnd) transaction.Run(group[end++], isAlone);
            Commit(transaction);
        }
        catch (Exception error) // whatever it was: everybody in the group is told, and the writer goes on
        {
            if (end == first) end = group.Count; // the transaction did not even begin: waiting again for each would only take longer
            FailGroup(group, first, end, error);
        }

        for (var i = first; i < end; i++) group[i].Complete();
        return end - first;
    }

    private void Commit(GroupTransaction transaction)
    {
        if (transaction.NextSchema is not { } next)
        {
            Commit(transaction, null);
            return;
        }

        _gate.Close();
        SchemaSnapshot? reached = null;
        try
        {
            Commit(transaction, next);
            reached = next;
        }
        finally
        {
            _gate.Open(reached);
        }
    }

    private void Commit(GroupTransaction transaction, SchemaSnapshot? next)
    {
        _snapshots.BeginCommit();
        try
        {
            transaction.Commit();
        }
        finally
        {
            _snapshots.EndCommit();
        }

        _committed(new CommittedGroup(transaction.Written, next));
    }

    private void FailGroup(List<WriteItem> group, int first, int end, Exception error)
    {
        _log.GroupFailed(end - first, error);
        var reason = error is SqliteException sqlite ? SqliteErrors.OfCommit(sqlite) : error;
        for (var i = first; i < end; i++) group[i].Fail(reason);
        _session?.Dispose(); // which rolls back; what state it was in is unknown, so the next group opens a fresh one
        _session = null;
    }
}
