using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Asks whether records exist, without reading them.</summary>
internal sealed class RecordProbe(QueryPlanner planner)
{
    private static readonly RuleRequest Nobody = new();
    private static readonly RuleTexts NoRule = new("");

    public async ValueTask<bool> ExistsAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, string id, CancellationToken ct)
    {
        var query = planner.Plan(schema, collection, NoRule, RowSelector.ById.Instance, [], Nobody) with { Key = id, Limit = 1 };
        var found = new Found();
        await storage.QueryAsync(query, found, ct);
        return found.Any;
    }

    /// <param name="ids">Without duplicates.</param>
    public async ValueTask<bool> AllExistAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, IReadOnlyList<string> ids, CancellationToken ct)
    {
        var query = ids.Count == 1
            ? planner.Plan(schema, collection, NoRule, RowSelector.ById.Instance, [], Nobody) with { Key = ids[0] }
            : planner.Plan(schema, collection, NoRule, RowSelector.ByIds.Instance, [], Nobody) with { Keys = ids };
        return await storage.CountsAsync(query, ids.Count, ct);
    }

    public ValueTask<long> CountAsync(IStorageReader storage, SchemaSnapshot schema, Collection collection, CancellationToken ct) =>
        storage.CountAsync(planner.Plan(schema, collection, NoRule, RowSelector.All.Instance, [], Nobody), ct);

    private sealed class Found : IRowConsumer
    {
        public bool Any { get; private set; }

        public bool Accept(RecordRow row)
        {
            Any = true;
            return false;
        }
    }
}
