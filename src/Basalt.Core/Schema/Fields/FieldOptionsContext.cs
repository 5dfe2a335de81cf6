using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>What a field definition is checked against.</summary>
public sealed record FieldOptionsContext
{
    /// <summary>The stored field of the same id, or null for a new one.</summary>
    public Field? Before { get; init; }

    /// <summary>Type of the collection that the field belongs to.</summary>
    public required CollectionType CollectionType { get; init; }

    /// <summary>All fields of the collection as it would become, the checked one among them.</summary>
    public required ImmutableArray<Field> Fields { get; init; }

    /// <summary>
    /// Type of the collection of that id, or null when there is none. Knows the checked collection and those that are saved with it.
    /// </summary>
    public required Func<string, CollectionType?> CollectionTypeOf { get; init; }
}
