using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Storage;

/// <summary>From one schema to the next. Steps are applied in order.</summary>
/// <param name="Next">The whole schema afterwards; its version is one above the current.</param>
public sealed record SchemaChange(SchemaSnapshot Next, ImmutableArray<CollectionStep> Steps);

/// <summary>
/// One collection's change: created (no <paramref name="Before"/>), deleted (no <paramref name="After"/>) or altered. Fields are
/// matched by id: a field of the same id keeps its data under a new name, and is converted between single and multiple.
/// </summary>
public sealed record CollectionStep(Collection? Before, Collection? After);

/// <summary>What a view's SELECT gives.</summary>
/// <param name="Columns">Names, in order.</param>
/// <param name="Rows">At most ten; a cell is null, a long, a double or a string.</param>
public sealed record ViewSample(ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<object?>> Rows);
