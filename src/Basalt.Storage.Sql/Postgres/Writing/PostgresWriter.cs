using Basalt.Schema;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// The one writer of this server. A thread of its own takes all work that waits as a group:
/// 1. one transaction for the group, under the lock that keeps other servers' groups out, and at the schema's stored version;
/// 2. each piece of work in a savepoint, so that one that fails takes nothing else with it;
/// 3. one commit, and with it one wait for the disk;
/// 4. counters of what was written, the new schema if it changed, and only then the acknowledgements.
/// Nothing that work does or the database answers ends the thread.
/// </summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    private const int LargestGroup = 1_024;

    private readonly PostgresDatabase _database;
    private readonly SchemaGate _gate;
    private readonly TransactionParts _parts;
    private readonly Action<CommittedGroup> _committed;
    private readonly ILogger _log;
    private readonly WriteQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PostgresSession? _session; // null until the next group opens it

    /// <param name="database">Where the connection comes from.</param>
    /// <param name="gate">Holds the schema.</param>
    /// <param name="parts">What transactions share.</param>
    /// <param name="committed">Told of every commit, and of every schema that was found, before anybody else is.</param>
    /// <param name="log">Failures go here.</param>
    internal PostgresWriter(PostgresDatabase database, SchemaGate gate, TransactionParts parts, Action<CommittedGroup> committed, ILogger log)
    {
        _database = database;
        _gate = gate;
        _parts = parts;
        _committed = committed;
        _log = log;
        _queue = new WriteQueue(database.Options.WaitingWritesMax);
        new Thread(Loop) { IsBackground = true, Name = "basalt-writer" }.Start();
    }

    /// <summary>The server's process at the other end; 0 for none.</summary>
    internal int ProcessId { get; private set; }

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
        }

        _session?.Dispose();
        _ended.SetResult();
    }

    // Runs the items from `first` on and tells them; returns how many. A schema change or a broken transaction ends a group early.
    private int RunGroup(List<WriteItem> group, int first)
    {
        var end = first;
        try
        {
            var transaction = Begin();
            if (!ReferenceEquals(transaction.Found, _gate.Current)) Adopt(transaction.Found);
            var isAlone = group.Count - first == 1;
            while (end < group.Count && !transaction.MustEnd) transaction.Run(group[end++], isAlone);
            Commit(transaction, end - first);
        }
        catch (Exception error) // whatever it was: everybody in the group is told, and the writer goes on
        {
            if (end == first) end = group.Count; // the transaction did not even begin: waiting again for each would only take longer
            FailGroup(group, first, end, error);
        }

        for (var i = first; i < end; i++) group[i].Complete();
        return end - first;
    }

    // A connection that was lost while nobody wrote is found out here, where nothing is lost with it.
    private GroupTransaction Begin()
    {
        if (_session is not null)
        {
            try
            {
                _session.Tidy();
                return new GroupTransaction(_session, _gate.Current, SchemaLoader.Load, _parts);
            }
            catch (NpgsqlException error) when (PostgresErrors.IsLostConnection(error))
            {
                Drop();
            }
        }

        _session = new PostgresSession(_database.Own.OpenConnection(), _database.Options.StatementsPerConnection);
        ProcessId = _session.ProcessId;
        return new GroupTransaction(_session, _gate.Current, SchemaLoader.Load, _parts);
    }

    private void Adopt(SchemaSnapshot found)
    {
        _gate.Close();
        _gate.Open(found);
        _committed(new CommittedGroup([], found));
        _log.SchemaReloaded(found.Version);
    }

    private void Commit(GroupTransaction transaction, int writes)
    {
        var next = transaction.NextSchema;
        if (next is not null) _gate.Close();
        SchemaSnapshot? reached = null;
        try
        {
            CommitSurely(transaction, writes);
            reached = next;
        }
        finally
        {
            if (next is not null) _gate.Open(reached);
        }

        _committed(new CommittedGroup(transaction.Written, next));
    }

    private void CommitSurely(GroupTransaction transaction, int writes)
    {
        try
        {
            transaction.Commit();
        }
        catch (NpgsqlException lost) when (lost is not PostgresException || PostgresErrors.IsLostConnection(lost))
        {
            Drop();
            switch (Outcomes.Ask(_database, transaction.Number))
            {
                case true: return;
                case false: throw;
                default:
                    _log.OutcomeUnknown(writes, lost);
                    throw PostgresErrors.OutcomeUnknown(lost);
            }
        }
    }

    private void FailGroup(List<WriteItem> group, int first, int end, Exception error)
    {
        if (error is not Errors.BasaltException) _log.GroupFailed(end - first, error);
        var reason = error is NpgsqlException or IOException or TimeoutException ? PostgresErrors.OfCommit(error) : error;
        for (var i = first; i < end; i++) group[i].Fail(reason);
        Drop(); // which rolls back; what state it was in is unknown, so the next group opens a fresh one
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
        ProcessId = 0;
        _database.Own.Clear();
    }
}
