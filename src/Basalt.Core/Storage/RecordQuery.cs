using System.Collections.Immutable;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage;

/// <summary>
/// What does not change between requests of the same kind: the condition's structure, the columns and the order. Engines keep
/// their compiled plan in <see cref="Plan"/>, so that a shape is compiled once; values are never part of a shape.
/// </summary>
public sealed class QueryShape
{
    /// <summary>Condition, sort and joined sources, bound against one schema snapshot.</summary>
    public required BoundQuery Query { get; init; }

    /// <summary>What each of the query's parameters is in this shape: decides the SQL of a comparison, see <see cref="ParameterClass"/>.</summary>
    public required ImmutableArray<ParameterClass> Parameters { get; init; }

    /// <summary>Ordinals of the fields to read, in this order. Empty asks only whether rows exist.</summary>
    public required ImmutableArray<int> Columns { get; init; }

    /// <summary>Which rows are looked at, before the condition.</summary>
    public RowSelector Rows { get; init; } = RowSelector.All.Instance;

    /// <summary>The row under test is not stored: it is <see cref="RecordQuery.Candidate"/> (create rules).</summary>
    public bool VirtualRoot { get; init; }

    /// <summary>At most one row can match, whatever the limit.</summary>
    public bool IsOfOneRow => VirtualRoot || Rows is RowSelector.ById;

    public SchemaSnapshot Schema => Query.Schema;

    public Collection Collection => Query.Collection;

    /// <summary>The engine's own compiled form; null until first used. One engine serves a process, so one slot is enough.</summary>
    public object? Plan { get; set; }
}

/// <summary>Rows picked by a key that Basalt itself looks up, apart from any rule or filter.</summary>
public abstract record RowSelector
{
    private RowSelector() { }

    public sealed record All : RowSelector
    {
        public static All Instance { get; } = new();
    }

    /// <summary>The one row whose id is <see cref="RecordQuery.Key"/>.</summary>
    public sealed record ById : RowSelector
    {
        public static ById Instance { get; } = new();
    }

    /// <summary>The rows whose ids are among <see cref="RecordQuery.Keys"/>.</summary>
    public sealed record ByIds : RowSelector
    {
        public static ByIds Instance { get; } = new();
    }

    /// <summary>The rows whose relation field names any of <see cref="RecordQuery.Keys"/>.</summary>
    public sealed record Referring(RelationField Field) : RowSelector;

    /// <summary>The rows whose text-like field equals <see cref="RecordQuery.Key"/>, exactly or ignoring the case of ASCII letters.</summary>
    public sealed record ByField(Field Field, bool IgnoreCase) : RowSelector;
}

/// <summary>A shape with the values of one request.</summary>
public readonly record struct RecordQuery(QueryShape Shape, Value[] Values)
{
    /// <summary>With <see cref="RowSelector.ById"/> and <see cref="RowSelector.ByField"/>.</summary>
    public string? Key { get; init; }

    /// <summary>With <see cref="RowSelector.ByIds"/> and <see cref="RowSelector.Referring"/>.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>With <see cref="QueryShape.VirtualRoot"/>.</summary>
    public Record? Candidate { get; init; }

    /// <summary>Rows at most; -1 for all.</summary>
    public int Limit { get; init; } = -1;

    public long Offset { get; init; }
}
