using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// The collections themselves as a list that can be filtered and sorted: each is a record of a collection that only exists here, so
/// that the language is the same as for records.
/// </summary>
public static class CollectionList
{
    private static readonly Collection Shape = new()
    {
        Id = "_collections",
        Name = CollectionName.Parse("_collections"),
        Fields =
        [
            Text("id"), Text("created"), Text("updated"), Text("name"), new BoolField { Id = "system", Name = "system" }, Text("type"),
        ],
    };

    private static readonly SchemaSnapshot Alone = new(0, [Shape]);

    /// <summary>One page, and how many match (-1 when that was not asked for).</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: filter or sort can't be understood.</exception>
    public static (ImmutableArray<Collection> Items, int Total) Find(SchemaSnapshot schema, ListQuery list, TimeProvider clock)
    {
        var query = RuleBinder.Bind(Alone, Shape, new RuleTexts(null, list.Filter, list.Sort, IsSuperuser: true));
        if (query.Parameters.Any(p => p is not (ParameterOrigin.Literal or ParameterOrigin.Word or ParameterOrigin.Macro)))
        {
            throw Invalid(); // @request and @collection are no fields of a collection
        }

        var values = ParameterValues.Resolve(query, new RuleRequest(), clock);
        var found = schema.All.Select(c => (Collection: c, Row: RowOf(c))).Where(r => Matches(query, r.Row, values)).ToList();
        var sorted = Sort(found, query.Sort);
        return ([.. sorted.Skip((int)Math.Min(list.Offset, int.MaxValue)).Take(list.PerPage).Select(r => r.Collection)], list.SkipTotal ? -1 : found.Count);
    }

    private static bool Matches(BoundQuery query, Record row, ParameterValues values) => RuleEvaluator.Evaluate(query, row, values) switch
    {
        Verdict.Allowed => true,
        Verdict.Refused => false,
        _ => throw Invalid(),
    };

    private static IEnumerable<(Collection Collection, Record Row)> Sort(
        List<(Collection Collection, Record Row)> found, ImmutableArray<SortTerm> terms)
    {
        IEnumerable<(Collection Collection, Record Row)> sorted = found;
        foreach (var term in terms.Reverse()) // every sort here is stable, so that the last one counts most
        {
            sorted = term switch
            {
                SortTerm.Insertion { Descending: false } => sorted.OrderBy(r => found.IndexOf(r)),
                SortTerm.Insertion => sorted.OrderByDescending(r => found.IndexOf(r)),
                SortTerm.By { Descending: false } by => sorted.OrderBy(r => KeyOf(r.Row, by), StringComparer.Ordinal),
                SortTerm.By by => sorted.OrderByDescending(r => KeyOf(r.Row, by), StringComparer.Ordinal),
                SortTerm.Random => sorted.OrderBy(_ => RandomText.Id(), StringComparer.Ordinal),
                _ => throw Invalid(),
            };
        }

        return sorted;
    }

    private static string KeyOf(Record row, SortTerm.By term) => row[term.Column.Field.Name] switch
    {
        { Kind: ValueKind.Text } text => text.AsText(),
        { Kind: ValueKind.Bool } flag => flag.AsBool() ? "1" : "0",
        _ => throw Invalid(),
    };

    private static Record RowOf(Collection collection) => new(
        Shape,
        [
            Value.Text(collection.Id), Value.Text(collection.Created), Value.Text(collection.Updated), Value.Text(collection.Name.ToString()),
            Value.Bool(collection.System), Value.Text(CollectionTypes.Text(collection.Type)),
        ]);

    private static TextField Text(string name) => new() { Id = name, Name = name };

    private static BasaltException Invalid() => BasaltException.Invalid("invalid_filter");
}
