using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Loads whole records, apart from any rule unless one is given.</summary>
public sealed class RecordReader(QueryPlanner planner)
{
    private static readonly RuleRequest Nobody = new();

    public async ValueTask<Record?> FindAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, string id, CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        await storage.QueryAsync(Plan(schema, collection, RowSelector.ById.Instance) with { Key = id, Limit = 1 }, rows, ct);
        return rows.First;
    }

    /// <summary>The records of those ids that exist, in no particular order.</summary>
    public ValueTask<List<Record>> FindManyAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, IReadOnlyList<string> ids, CancellationToken ct) =>
        FindManyAsync(storage, schema, collection, ids, "", Nobody, ct);

    /// <summary>Those of the records that also satisfy a rule.</summary>
    public async ValueTask<List<Record>> FindManyAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, IReadOnlyList<string> ids, string rule, RuleRequest request,
        CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        if (ids.Count == 0) return rows.All;
        await storage.QueryAsync(Plan(schema, collection, RowSelector.ByIds.Instance, rule, request) with { Keys = ids }, rows, ct);
        return rows.All;
    }

    /// <summary>The records whose relation field names any of the ids, in insertion order, <paramref name="limit"/> at most (-1: all).</summary>
    public ValueTask<List<Record>> FindReferringAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, RelationField field, IReadOnlyList<string> ids, int limit,
        CancellationToken ct) =>
        FindReferringAsync(storage, schema, collection, field, ids, limit, "", Nobody, ct);

    /// <summary>Those of the records that also satisfy a rule.</summary>
    public async ValueTask<List<Record>> FindReferringAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, RelationField field, IReadOnlyList<string> ids, int limit,
        string rule, RuleRequest request, CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        if (ids.Count == 0) return rows.All;
        var query = Plan(schema, collection, new RowSelector.Referring(field), rule, request);
        await storage.QueryAsync(query with { Keys = ids, Limit = limit }, rows, ct);
        return rows.All;
    }

    /// <summary>The records that satisfy a rule, in insertion order, <paramref name="limit"/> at most (-1: all).</summary>
    public async ValueTask<List<Record>> FindWhereAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, string rule, RuleRequest request, int limit, CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        await storage.QueryAsync(Plan(schema, collection, RowSelector.All.Instance, rule, request) with { Limit = limit }, rows, ct);
        return rows.All;
    }

    /// <summary>The first record whose field equals the text.</summary>
    /// <param name="ignoreCase">Whether ASCII letters match in any case.</param>
    public async ValueTask<Record?> FindByAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, Field field, string text, bool ignoreCase, CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        await storage.QueryAsync(Plan(schema, collection, new RowSelector.ByField(field, ignoreCase)) with { Key = text, Limit = 1 }, rows, ct);
        return rows.First;
    }

    private RecordQuery Plan(SchemaSnapshot schema, Collection collection, RowSelector rows, string rule = "", RuleRequest? request = null) =>
        planner.Plan(schema, collection, new RuleTexts(rule), rows, RecordProjection.Of(collection).AllColumns, request ?? Nobody);
}

/// <summary>Makes records of rows that hold every column.</summary>
internal sealed class RecordRows(Collection collection) : IRowConsumer
{
    public List<Record> All { get; } = [];

    public Record? First => All.Count > 0 ? All[0] : null;

    public bool Accept(RecordRow row)
    {
        All.Add(Materialise(collection, row));
        return true;
    }

    private static Record Materialise(Collection collection, RecordRow row)
    {
        var values = new Value[collection.Fields.Length];
        for (var i = 0; i < values.Length; i++) values[i] = collection.Fields[i].Read(row, i);
        return new Record(collection, values);
    }
}
