using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The one writer of the file. Readers are kept from using older snapshots while it commits.</summary>
internal sealed class SqliteWriter : GroupWriter<SqliteGroup>
{
    private readonly Func<SqliteSession> _open;
    private readonly ReadSnapshots _snapshots;
    private readonly TransactionParts _parts;
    private readonly Action<SqliteConnection> _betweenGroups;
    private readonly ILogger _log;
    private SqliteSession? _session; // null after the database failed, until the next group opens it again

    /// <param name="session">The write connection, taken over.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="committed">Told of every commit before anybody else is.</param>
    /// <param name="betweenGroups">May use the connection when no transaction is open.</param>
    internal SqliteWriter(
        SqliteSession session, Func<SqliteSession> open, SchemaGate gate, ReadSnapshots snapshots, TransactionParts parts, int waitingMax,
        Action<CommittedGroup> committed, Action<SqliteConnection> betweenGroups, ILogger log)
        : base(gate, waitingMax, committed)
    {
        _session = session;
        _open = open;
        _snapshots = snapshots;
        _parts = parts;
        _betweenGroups = betweenGroups;
        _log = log;
        Start();
    }

    private protected override SqliteGroup Begin() => new(_session ??= _open(), Gate.Current, _parts);

    private protected override void Commit(SqliteGroup transaction, int writes)
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
    }

    private protected override void AfterGroup()
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

    private protected override Exception Abandon(int writes, Exception error)
    {
        _log.GroupFailed(writes, error);
        Close();
        return error is SqliteException sqlite ? SqliteErrors.OfCommit(sqlite) : error;
    }

    private protected override void Close()
    {
        _session?.Dispose(); // which rolls back
        _session = null;
    }
}
