using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// Loads related records below others: one query for each path and level, whatever the number of records, under the view rule of
/// the collection it leads to. A path that can't be followed is left out and never fails the request.
/// </summary>
internal sealed class RecordExpander(RecordReader reader)
{
    private const int MostBackRelatedPerRecord = 1000;

    public Task ExpandAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, string expand, RuleRequest request, CancellationToken ct)
    {
        var paths = ExpandPaths.Parse(expand);
        return paths.Children.Count == 0 || nodes.Count == 0
            ? Task.CompletedTask
            : ExpandAsync(storage, schema, nodes, paths, request.As("expand"), ct);
    }

    private async Task ExpandAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, ExpandPaths paths, RuleRequest request, CancellationToken ct)
    {
        var collection = nodes[0].Record.Collection;
        foreach (var path in paths.Children)
        {
            if (ExpandedRelation.Find(schema, collection, path.Name, request.Caller.IsSuperuser) is not { } relation) continue;
            if (relation.Target.Rules.View is null && !request.Caller.IsSuperuser) continue;
            var loaded = relation.IsBack
                ? await LoadBackAsync(storage, schema, nodes, relation, request, ct)
                : await LoadForwardAsync(storage, schema, nodes, relation, request, ct);
            if (path.Children.Count > 0 && loaded.Count > 0) await ExpandAsync(storage, schema, loaded, path, request, ct);
        }
    }

    private async Task<IReadOnlyList<RecordNode>> LoadForwardAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, ExpandedRelation relation, RuleRequest request,
        CancellationToken ct)
    {
        var ordinal = nodes[0].Record.Collection.OrdinalOf(relation.Field.Name);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes) ids.UnionWith(IdsOf(node.Record[ordinal]));

        var rule = RuleFor(relation.Target, request);
        var records = await reader.FindManyAsync(storage, schema, relation.Target, [.. ids], rule, request, ct);
        var byId = records.ToDictionary(r => r.Id, r => new RecordNode(r), StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var related = IdsOf(node.Record[ordinal]).Where(byId.ContainsKey).Select(id => byId[id]).ToList();
            Attach(node, relation, related);
        }

        return [.. byId.Values];
    }

    private async Task<IReadOnlyList<RecordNode>> LoadBackAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, ExpandedRelation relation, RuleRequest request,
        CancellationToken ct)
    {
        var related = nodes.Select(n => n.Record.Id).Distinct(StringComparer.Ordinal)
            .ToDictionary(id => id, _ => new List<RecordNode>(), StringComparer.Ordinal);
        var limit = (int)Math.Min(int.MaxValue, (long)related.Count * MostBackRelatedPerRecord);
        var rule = RuleFor(relation.Target, request);
        var records = await reader.FindReferringAsync(
            storage, schema, relation.Target, relation.Field, [.. related.Keys], limit, rule, request, ct);
        var loaded = new List<RecordNode>(records.Count);
        var ordinal = relation.Target.OrdinalOf(relation.Field.Name);
        foreach (var record in records)
        {
            var node = new RecordNode(record);
            loaded.Add(node);
            foreach (var id in IdsOf(record[ordinal]).Distinct(StringComparer.Ordinal))
            {
                if (related.TryGetValue(id, out var list) && list.Count < MostBackRelatedPerRecord) list.Add(node);
            }
        }

        foreach (var node in nodes) Attach(node, relation, related[node.Record.Id]);
        return loaded;
    }

    private static string RuleFor(Collection target, RuleRequest request) => request.Caller.IsSuperuser ? "" : target.Rules.View!;

    private static void Attach(RecordNode node, ExpandedRelation relation, IReadOnlyList<RecordNode> related)
    {
        node.Expanded ??= [];
        if (related.Count > 0) node.Expanded.Add(new ExpandedPath(relation.Name, relation.IsSingle, related));
    }

    private static IEnumerable<string> IdsOf(Value value) => value.Kind switch
    {
        ValueKind.List => value.AsList(),
        ValueKind.Text when value.AsText().Length > 0 => [value.AsText()],
        _ => [],
    };
}

/// <summary>What one segment of an expand path means: a relation field, or <c>{collection}_via_{field}</c>.</summary>
internal sealed record ExpandedRelation(string Name, RelationField Field, Collection Target, bool IsBack, bool IsSingle)
{
    private const string Via = "_via_";

    /// <returns>Null when the segment leads nowhere, or through a field that is hidden from the caller.</returns>
    public static ExpandedRelation? Find(SchemaSnapshot schema, Collection from, string name, bool isSuperuser)
    {
        if (from.FindField(name) is RelationField forward)
        {
            return IsOpen(forward, isSuperuser) && schema.FindById(forward.CollectionId) is { } target
                ? new ExpandedRelation(name, forward, target, false, !forward.IsMultiple)
                : null;
        }

        var via = name.IndexOf(Via, StringComparison.OrdinalIgnoreCase);
        if (via <= 0 || schema.Find(name[..via]) is not { } other) return null;
        return other.FindField(name[(via + Via.Length)..]) is RelationField back && back.CollectionId == from.Id && IsOpen(back, isSuperuser)
            ? new ExpandedRelation(name, back, other, true, other.HasUniqueIndexOn(back.Name))
            : null;
    }

    private static bool IsOpen(RelationField field, bool isSuperuser) => isSuperuser || !field.Hidden;
}
