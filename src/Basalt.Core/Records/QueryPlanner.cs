using System.Collections.Immutable;
using Basalt.Auth;
using Basalt.Caching;
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
    private const int CachedQueries = 2_000;

    private readonly BoundedCache<QueryKey, PlannedQuery> _queries = new(CachedQueries);

    /// <param name="columns">Ordinals of the fields to read; pass the same array for the same kind of request, it is compared by reference.</param>
    /// <param name="candidate">The row under test when it isn't stored (create rules).</param>
    /// <inheritdoc cref="RuleBinder.Bind" path="/exception"/>
    public RecordQuery Plan(
        SchemaSnapshot schema, Collection collection, RuleTexts texts, RowSelector rows, ImmutableArray<int> columns, RuleRequest request,
        Record? candidate = null)
    {
        var planned = Bind(schema, collection, texts, request.Caller);
        var parameters = ParameterValues.Resolve(planned.Query, request, clock);
        var shape = planned.ShapeFor(rows, columns, candidate is not null, parameters.Classes);
        return new RecordQuery(shape, parameters.Values) { Candidate = candidate };
    }

    /// <summary>A rule bound to its collection, with the values of one request: what the in-memory evaluator needs.</summary>
    internal (BoundQuery Query, ParameterValues Parameters) PlanRule(SchemaSnapshot schema, Collection collection, string rule, RuleRequest request)
    {
        var query = Bind(schema, collection, new RuleTexts(rule), request.Caller).Query;
        return (query, ParameterValues.Resolve(query, request, clock));
    }

    private PlannedQuery Bind(SchemaSnapshot schema, Collection collection, RuleTexts texts, Caller caller)
    {
        texts = texts with { CallerCollectionId = caller.Record?.Collection.Id };
        var key = new QueryKey(schema, collection, texts);
        if (_queries.TryGet(key, out var planned)) return planned;
        planned = new PlannedQuery(RuleBinder.Bind(schema, collection, texts));
        _queries.Set(key, planned);
        return planned;
    }

    private readonly record struct QueryKey(SchemaSnapshot Schema, Collection Collection, RuleTexts Texts);
}

/// <summary>A bound query with the shapes made of it so far.</summary>
internal sealed class PlannedQuery(BoundQuery query)
{
    // Shapes differ by columns, selector and parameter classes: a handful in practice. A caller who sends every combination of empty
    // and missing parameters only starts the list anew.
    private const int MostShapes = 32;

    private ImmutableArray<QueryShape> _shapes = [];

    public BoundQuery Query { get; } = query;

    public QueryShape ShapeFor(RowSelector rows, ImmutableArray<int> columns, bool isVirtual, ImmutableArray<ParameterClass> classes)
    {
        var shapes = _shapes;
        foreach (var shape in shapes)
        {
            if (shape.Columns == columns && shape.VirtualRoot == isVirtual && shape.Rows.Equals(rows) &&
                shape.Parameters.AsSpan().SequenceEqual(classes.AsSpan()))
            {
                return shape;
            }
        }

        var made = new QueryShape { Query = Query, Parameters = classes, Columns = columns, Rows = rows, VirtualRoot = isVirtual };
        _shapes = shapes.Length < MostShapes ? shapes.Add(made) : [made]; // a lost race costs one more compilation
        return made;
    }
}
