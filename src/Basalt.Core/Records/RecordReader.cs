using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Loads whole records, apart from any rule.</summary>
public sealed class RecordReader(QueryPlanner planner)
{
    private readonly QueryPlanner _planner = planner;

    public ValueTask<Record?> FindAsync(IStorageReader storage, SchemaSnapshot schema, Collection collection, string id, CancellationToken ct) =>
        throw new NotSupportedException(_planner.ToString());

    /// <summary>The records of those ids that exist, in no particular order.</summary>
    public ValueTask<List<Record>> FindManyAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, IReadOnlyList<string> ids, CancellationToken ct) =>
        throw new NotSupportedException(_planner.ToString());

    /// <summary>The records whose relation field names any of the ids, in insertion order, <paramref name="limit"/> at most (-1: all).</summary>
    public ValueTask<List<Record>> FindReferringAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, RelationField field, IReadOnlyList<string> ids, int limit, CancellationToken ct) =>
        throw new NotSupportedException(_planner.ToString());

    /// <summary>The first record whose field equals the text.</summary>
    public ValueTask<Record?> FindByAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, Field field, string text, bool ignoreCase, CancellationToken ct) =>
        throw new NotSupportedException(_planner.ToString());
}
