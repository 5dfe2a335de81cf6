using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// The one writer of this server, beside those of others. When a connection is lost in the middle of a commit, it finds out what became
/// of the commit before it goes on.
/// </summary>
internal sealed class PostgresWriter : GroupWriter<PostgresGroup>
{
    private readonly PostgresDatabase _database;
    private readonly TransactionParts _parts;
    private readonly WriteCounters _writes;
    private readonly ILogger _log;
    private PostgresSession? _session; // null until the next group opens it
    private WorkingState? _state; // whose locks the session shares

    /// <param name="database">Where the connection comes from.</param>
    /// <param name="gate">Holds the schema.</param>
    /// <param name="parts">What transactions share.</param>
    /// <param name="committed">Told of every commit, and of every schema that was found, before anybody else is.</param>
    /// <param name="writes">Told when a commit begins, and when nobody counts what became of it.</param>
    /// <param name="log">Failures go here.</param>
    internal PostgresWriter(
        PostgresDatabase database, SchemaGate gate, TransactionParts parts, Action<CommittedGroup> committed, WriteCounters writes, ILogger log)
        : base(gate, database.Options.WaitingWritesMax, committed)
    {
        _database = database;
        _parts = parts;
        _writes = writes;
        _log = log;
        Start();
    }

    /// <summary>The server's process at the other end; 0 for none.</summary>
    internal int ProcessId { get; private set; }

    private protected override PostgresGroup Begin()
    {
        var transaction = BeginOnAnyConnection();
        if (!ReferenceEquals(transaction.Found, Gate.Current))
        {
            Adopt(transaction.Found);
            _log.SchemaReloaded(transaction.Found.Version);
        }

        WorkBy(transaction.State);
        return transaction;
    }

    private protected override void Commit(PostgresGroup transaction, int writes)
    {
        VersionLocks.Enter(_session!, transaction.State, transaction.NextState); // before anybody can change it again
        _writes.BeginCommit();
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

    // What was committed is committed, and must be told so: whatever fails here only keeps others from being waited for.
    private protected override void BeforeAcknowledging(PostgresGroup transaction)
    {
        if (_session is null || _state is not { } before || transaction.NextState == before) return;
        var next = transaction.NextState;
        try
        {
            VersionLocks.Exit(_session, before, next);
            _state = next;
            if (!VersionLocks.AwaitAll(_session, before, next)) _log.StateNotTakenOver(next, null);
        }
        catch (Exception error)
        {
            _log.StateNotTakenOver(next, error);
            Drop();
        }
    }

    private protected override Exception Abandon(int writes, Exception error)
    {
        if (error is not Errors.BasaltException) _log.GroupFailed(writes, error);
        Drop();
        _writes.BumpEverything(); // it may have been committed all the same
        _writes.EndCommit();
        return error is NpgsqlException or IOException or TimeoutException ? PostgresErrors.OfCommit(error) : error;
    }

    private protected override void Close() => _session?.Dispose();

    // A connection that was lost while nobody wrote is found out here, where nothing is lost with it.
    private PostgresGroup BeginOnAnyConnection()
    {
        if (_session is not null)
        {
            try
            {
                _session.Tidy();
                return PostgresGroup.Begin(_session, Gate.Current, _parts);
            }
            catch (NpgsqlException error) when (PostgresErrors.IsLostConnection(error))
            {
                Drop();
            }
        }

        _session = new PostgresSession(_database.Own.OpenConnection(), _database.Options.StatementsPerConnection);
        ProcessId = _session.ProcessId;
        return PostgresGroup.Begin(_session, Gate.Current, _parts);
    }

    private void WorkBy(WorkingState found)
    {
        if (_state == found) return;
        if (_state?.Settings != found.Settings) _writes.Bump([ParamsTable.Name]); // they are read again before they are used again
        VersionLocks.Enter(_session!, _state, found);
        if (_state is { } before) VersionLocks.Exit(_session!, before, found);
        _state = found;
    }

    private void Drop()
    {
        _session?.Dispose(); // which rolls back
        _session = null;
        _state = null;
        ProcessId = 0;
        _database.Own.Clear();
    }
}
