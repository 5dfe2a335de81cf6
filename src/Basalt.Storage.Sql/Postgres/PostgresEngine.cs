using Basalt.Errors;
using Basalt.Schema;
using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// The PostgreSQL engine: any number of servers, each with many readers beside one writer that commits in groups. Opened by
/// <see cref="PostgresStore"/>.
/// </summary>
internal sealed class PostgresEngine : IStorageEngine
{
    private readonly PostgresDatabase _database;
    private readonly WriteCounters _writes = new();
    private readonly SqlPlanner _planner = new(PostgresDialect.Instance);
    private readonly SchemaGate _gate;
    private readonly PostgresReads _reads;
    private readonly PostgresReplica? _replica;
    private readonly Totals _totals;
    private readonly PostgresWriter _writer;
    private readonly ChangeListener _listener;
    private int _disposed;

    /// <param name="database">Taken over.</param>
    /// <param name="schema">What the database holds.</param>
    internal PostgresEngine(PostgresDatabase database, SchemaSnapshot schema, TimeProvider clock, ILogger log)
    {
        _database = database;
        _gate = new SchemaGate(schema);
        _reads = new PostgresReads(database.Readers, database.Options, _gate, LookAtSchemaAsync);
        if (database.Replica is not null) _replica = new PostgresReplica(database, _writes, _gate, LookAtSchemaAsync, log);
        _totals = new Totals(database.Options.TotalsKept, _writes);
        var parts = new TransactionParts(_planner, new RecordStatements(new SqlStatements(PostgresDialect.Instance)), clock, database.Options.SavedViewTimeout);
        _writer = new PostgresWriter(database, _gate, parts, Committed, _writes, log);
        _listener = new ChangeListener(database, _writes, () => _writer.ProcessId, () => _ = LookAtSchemaAsync(), log);
        _ = LookAtSchemaAsync(); // it may have changed before the listener heard
    }

    public SchemaSnapshot Schema => _gate.Current;

    public long ParamsStamp => _writes.Of(ParamsTable.Name);

    public long WriteStamp(Collection collection) => collection.IsView ? _writes.OfAll() : _writes.Of(collection.Id);

    public ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        var plan = PostgresPlan.Of(query.Shape, _planner);
        return RunAsync(plan, plan.RowsOf(query), query, rows, ct);
    }

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        if (!ReferenceEquals(query.Shape.Schema, _gate.Current)) throw new SchemaChangedException();
        var plan = PostgresPlan.Of(query.Shape, _planner);
        return _totals.GetAsync(plan, query, () => CountAsync(plan, query, ct), ct);
    }

    public async ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct) =>
        await CountAsync(PostgresPlan.Of(query.Shape, _planner), query, ct) == expected;

    public ValueTask<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct) =>
        new(_writer.WriteAsync(schema, work, ct));

    public ValueTask<ViewSample> SampleViewAsync(SchemaSnapshot schema, string select, CancellationToken ct) => _reads.SampleAsync(schema, select, ct);

    public ValueTask<string?> ReadParamAsync(string key, CancellationToken ct) => _reads.ReadTextAsync(ParamsTable.Read, key, ct);

    /// <summary>Finishes the writes that wait and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _writer.DisposeAsync();
        await _listener.DisposeAsync();
        await _reads.DisposeAsync();
        if (_replica is not null) await _replica.DisposeAsync();
        _database.Dispose();
    }

    private async ValueTask<long> CountAsync(PostgresPlan plan, RecordQuery query, CancellationToken ct)
    {
        var total = new TotalReader();
        await RunAsync(plan, plan.Count, query, total, ct);
        return total.Value;
    }

    private ValueTask RunAsync(PostgresPlan plan, PostgresStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct) =>
        _replica is not null && _replica.Has(plan.Reads)
            ? RunOnReplicaAsync(_replica, statement, query, rows, ct)
            : _reads.RunAsync(statement, query, rows, ct);

    private async ValueTask RunOnReplicaAsync(PostgresReplica replica, PostgresStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        if (!await replica.TryRunAsync(statement, query, rows, ct)) await _reads.RunAsync(statement, query, rows, ct);
    }

    // Any group looks, even one of no work.
    private async Task LookAtSchemaAsync()
    {
        if (Volatile.Read(ref _disposed) != 0) return;
        try
        {
            await _writer.WriteAsync(_gate.Current, static _ => ValueTask.FromResult(true), CancellationToken.None);
        }
        catch (Exception refused) when (refused is SchemaChangedException or BasaltException)
        {
            // it has changed, or the database is away: then whoever asks next finds out
        }
    }

    private void Committed(CommittedGroup group)
    {
        if (group.Written.Count > 0) _writes.Bump(group.Written);
        if (group.Schema is not null) _writes.BumpEverything();
        _writes.EndCommit();
        if (group.Schema is null) return;
        _totals.Clear();
        _reads.Clear(); // statements that were prepared against the old tables
        _replica?.Clear();
    }
}
