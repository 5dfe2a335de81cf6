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
        _totals = new Totals(database.Options.TotalsKept);
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
        return _replica is null ? _reads.RunAsync(plan.RowsOf(query), query, rows, ct) : RunAnywhereAsync();

        async ValueTask RunAnywhereAsync() => await RunAsync(plan, plan.RowsOf(query), query, rows, ct);
    }

    public async ValueTask<ReadMark> QueryMarkedAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        var plan = PostgresPlan.Of(query.Shape, _planner);
        var marked = new MarkedRows(rows, Math.Max(1, query.Shape.Columns.Length));
        var isOfCopy = await RunAsync(plan, plan.RowsOf(query, isMarked: plan.IsStable), query, plan.IsStable ? marked : rows, ct);
        return new ReadMark(marked.Writes, isOfCopy);
    }

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct) => CountAsync(query, default, ct);

    // What this server has heard of others' writes may be a moment old. What stood beside the rows is not.
    public ValueTask<long> CountAsync(RecordQuery query, ReadMark seen, CancellationToken ct)
    {
        if (!ReferenceEquals(query.Shape.Schema, _gate.Current)) throw new SchemaChangedException();
        var plan = PostgresPlan.Of(query.Shape, _planner);
        return seen.Writes is { } writes
            ? _totals.GetAsync(plan, query, writes, () => CountAsync(plan, query, mayUseCopy: seen.IsOfCopy, ct), ct)
            : CountAsync(plan, query, mayUseCopy: true, ct);
    }

    public async ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct) =>
        await CountAsync(query, ct) == expected;

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

    private async ValueTask<long> CountAsync(PostgresPlan plan, RecordQuery query, bool mayUseCopy, CancellationToken ct)
    {
        var total = new TotalReader();
        if (mayUseCopy) await RunAsync(plan, plan.Count, query, total, ct);
        else await _reads.RunAsync(plan.Count, query, total, ct);
        return total.Value;
    }

    // True when a copy was read.
    private async ValueTask<bool> RunAsync(PostgresPlan plan, PostgresStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        if (_replica is not null && _replica.Has(plan.Reads) && await _replica.TryRunAsync(statement, query, rows, ct)) return true;
        await _reads.RunAsync(statement, query, rows, ct);
        return false;
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

    /// <summary>Takes from the first row how often was written what is read.</summary>
    private sealed class MarkedRows(IRowConsumer rows, int column) : IRowConsumer
    {
        internal long? Writes { get; private set; }

        public bool Accept(RecordRow row)
        {
            Writes ??= row.Integer(column);
            return rows.Accept(row);
        }
    }
}
