using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>A data directory that is made, or was begun by a move that goes on.</summary>
internal sealed class SqliteMoveTarget : MoveTarget
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private DirectoryLock? _lock;
    private SqliteSession? _session;

    private SqliteMoveTarget(string path, TimeProvider clock)
    {
        (_path, _clock) = (path, clock);
        State = Inspect();
    }

    internal override string Shown => _path;

    internal override TargetState State { get; }

    internal override IMoveReader Reader => new SqliteMoveReader(Connection);

    internal override ISchemaTarget Schema => new SqliteSchemaTarget(Connection);

    internal override int IdBytesMax => int.MaxValue;

    private SqliteConnection Connection => Session.Connection;

    private SqliteSession Session => _session ?? throw new InvalidOperationException("the target has not been taken");

    /// <exception cref="BasaltException">It holds something else.</exception>
    internal static SqliteMoveTarget Open(string path, TimeProvider clock)
    {
        try
        {
            DirectoryLock.TakeExisting(path)?.Dispose(); // told now, and not when all was read
            return new SqliteMoveTarget(path, clock);
        }
        catch (SqliteException error)
        {
            throw DirectoryRefusals.Of(error, path, DirectoryLayout.DataOf(path));
        }
    }

    internal override string? CannotHold(ReadOnlySpan<byte> text) => null;

    internal override T Rehearse<T>(Func<IRehearsal, T> work)
    {
        using var session = SessionOf(new SqliteDatabase("", new SqliteOptions()).Open()); // a temporary one
        session.Connection.Execute("BEGIN");
        SystemTables.CreateData(session.Connection, _clock);
        return work(new Rehearsal(session));
    }

    internal override void Take()
    {
        _lock = DirectoryLock.Make(_path);
        if (Inspect() != State) throw MoveRefusals.NotEmpty(_path);
        CreateStorage();
        DirectoryLayout.CreateLogs(_path);
        _session = SessionOf(new SqliteDatabase(DirectoryLayout.DataOf(_path), new SqliteOptions()).OpenWriter());
        // A crash of the process takes nothing that was committed; a checkpoint syncs what it copies.
        Connection.Execute("PRAGMA synchronous = NORMAL");
        Connection.Execute("PRAGMA wal_autocheckpoint = 1000");
        Connection.Execute("PRAGMA temp_store = FILE"); // an index is sorted there, whatever its size
    }

    internal override void Begin() => Connection.Execute("BEGIN IMMEDIATE");

    internal override void Commit() => Connection.Execute("COMMIT");

    internal override void Rollback()
    {
        if (Connection.IsInTransaction) Connection.Execute("ROLLBACK");
    }

    internal override void CreateSystemTables()
    {
        SystemTables.CreateData(Connection, _clock);
        SystemTables.CreateMeta(Connection);
    }

    internal override IBulkWriter OpenWriter(Collection collection) =>
        new SqliteBulkWriter(Connection, Reader.Statements.Insert(collection), SqliteDialect.Instance.OrderOf(collection) is not null);

    internal override void EndRows(Collection collection)
    {
    }

    internal override string? Try(Collection view) => Try(Session, view);

    internal override void Finish()
    {
        Commit();
        Connection.Checkpoint(SqliteCodes.CheckpointTruncate); // waits for the disk
    }

    internal override BasaltException? Explain(Exception error) => SqliteErrors.OfMove(error, _path);

    public override void Dispose()
    {
        _session?.Dispose();
        _lock?.Dispose();
    }

    private void CreateStorage()
    {
        try
        {
            DirectoryLock.CreateFolder(Path.Combine(_path, DirectoryLayout.StorageFolder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DirectoryRefusals.Unreachable(_path, error);
        }
    }

    private TargetState Inspect()
    {
        var data = DirectoryLayout.DataOf(_path);
        if (!File.Exists(data)) return TargetState.Empty;
        using var connection = SqliteMoveSource.OpenReadOnly(data);
        if (DirectoryLayout.IsHalfMoved(connection)) return TargetState.HalfMoved;
        return connection.QueryInteger("SELECT count(*) FROM sqlite_master") == 0 ? TargetState.Empty : throw MoveRefusals.NotEmpty(_path);
    }

    private SqliteSession SessionOf(SqliteConnection connection) => new(connection, new SqliteOptions(), _clock);

    private static string? Try(SqliteSession session, Collection view)
    {
        try
        {
            var sample = ViewSampler.Sample(session, view.ViewQuery ?? "", ViewTrials.Limit, static () => { }, CancellationToken.None);
            return ViewTrials.MissingColumn(view, sample);
        }
        catch (SqliteException error) when (SqliteErrors.Unavailable(error) is null)
        {
            return error.Primary == SqliteCodes.Interrupt ? null : error.Message; // it runs, if slowly
        }
    }

    private sealed class Rehearsal(SqliteSession session) : IRehearsal
    {
        public ISchemaTarget Schema { get; } = new SqliteSchemaTarget(session.Connection);

        public string? Try(Collection view) => SqliteMoveTarget.Try(session, view);
    }
}
