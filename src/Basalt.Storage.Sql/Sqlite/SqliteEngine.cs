using Basalt.Schema;
using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// The SQLite engine: any number of readers beside one writer that commits in groups. Opened by <see cref="SqliteDataDirectory"/>.
/// </summary>
internal sealed class SqliteEngine : IStorageEngine
{
    private readonly SqliteDatabase _database;
    private readonly WriteCounters _writes = new();
    private readonly SqlPlanner _planner = new(SqliteDialect.Instance);
    private readonly ReadPool _pool;
    private readonly SchemaGate _gate;
    private readonly ReadSnapshots _snapshots;
    private readonly SqliteReads _reads;
    private readonly Totals _totals;
    private readonly Checkpointer _checkpointer;
    private readonly SqliteWriter _writer;
    private int _disposed;

    /// <param name="writer">The write connection, taken over.</param>
    /// <param name="schema">What the database holds.</param>
    internal SqliteEngine(SqliteDatabase database, SqliteConnection writer, SchemaSnapshot schema, TimeProvider clock, ILogger log)
    {
        var options = database.Options;
        _database = database;
        _gate = new SchemaGate(schema);
        _pool = new ReadPool(options.ReadConnections, () => new SqliteSession(database.OpenReader(), options, clock));
        _snapshots = new ReadSnapshots(clock, _pool.EndIdleSnapshots);
        _reads = new SqliteReads(_pool, _gate, _snapshots, _planner);
        _totals = new Totals(options.TotalsKept);
        _checkpointer = new Checkpointer(database.OpenWriter(), options, ReleaseReaders, log);
        var parts = new TransactionParts(_planner, new RecordStatements(new SqlStatements(SqliteDialect.Instance)), new ParamsTable(clock), options.SavedViewTimeout);
        _writer = new SqliteWriter(
            Session(writer), () => Session(database.OpenWriter()), _gate, _snapshots, parts, options.WaitingWritesMax, Committed, _checkpointer.BetweenGroups, log);

        SqliteSession Session(SqliteConnection connection)
        {
            _checkpointer.Watch(connection);
            return new SqliteSession(connection, options, clock);
        }
    }

    public SchemaSnapshot Schema => _gate.Current;

    public long ParamsStamp => _writes.Of(ParamsTable.Name);

    public long WriteStamp(Collection collection) => collection.IsView ? _writes.OfAll() : _writes.Of(collection.Id);

    public ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct) => _reads.QueryAsync(query, rows, ct);

    // Nobody else writes: what this server has counted of its own commits says whether a total is still right.
    public async ValueTask<ReadMark> QueryMarkedAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        await QueryAsync(query, rows, ct);
        return default;
    }

    public ValueTask<long> CountAsync(RecordQuery query, ReadMark seen, CancellationToken ct) => CountAsync(query, ct);

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        if (!ReferenceEquals(query.Shape.Schema, _gate.Current)) throw new SchemaChangedException();
        var plan = EnginePlan.Of(query.Shape, _planner);
        return _totals.GetAsync(plan, query, _writes.Stamp(plan.Reads), () => _reads.CountAsync(plan, query, ct), ct);
    }

    public async ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct) =>
        await _reads.CountAsync(EnginePlan.Of(query.Shape, _planner), query, ct) == expected;

    public ValueTask<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct) =>
        new(_writer.WriteAsync(schema, work, ct));

    public ValueTask<ViewSample> SampleViewAsync(SchemaSnapshot schema, string select, CancellationToken ct) =>
        new(_reads.SampleAsync(schema, select, _database.Options.QueryTimeout, ct));

    public ValueTask<string?> ReadParamAsync(string key, CancellationToken ct) =>
        _reads.ReadAsync(connection => ParamsTable.Read(connection, key), ct);

    /// <summary>Finishes the writes that wait, copies the log into the database file and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _writer.DisposeAsync();
        _snapshots.Dispose();
        _pool.Dispose();
        _checkpointer.Dispose();
        _database.Dispose();
    }

    private void ReleaseReaders()
    {
        _snapshots.Expire();
        _pool.EndIdleSnapshots();
    }

    private void Committed(CommittedGroup group)
    {
        if (group.Written.Count > 0) _writes.Bump(group.Written);
        if (group.Schema is not null) _totals.Clear();
    }
}
