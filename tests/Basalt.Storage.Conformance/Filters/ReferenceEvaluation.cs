using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>
/// The protocol's filters page, section 3, word by word and without any haste: every combination of joined rows is tried. It knows
/// nothing of subqueries, indexes and inner joins, and so finds what was lost when the SQL was made fast.
/// </summary>
internal sealed class ReferenceEvaluation(BoundQuery query, IReadOnlyList<Record> all, Value[] parameters)
{
    private const int MostSteps = 200_000;

    private static readonly object Nothing = new(); // the row of NULLs

    private int _steps;

    /// <returns>Null when it takes too long, or depends on how an engine writes a number.</returns>
    public bool? Matches(Record root)
    {
        _steps = 0;
        return Some(new Rows { [query.Root] = root }, query.Sources.AsSpan(), rows => Evaluate(query.Where!, rows)) switch
        {
            Truth.Undecided => null,
            var truth => truth == Truth.True,
        };
    }

    private Truth Some(Rows rows, ReadOnlySpan<Source> sources, Func<Rows, Truth> condition)
    {
        if (++_steps > MostSteps) return Truth.Undecided;
        if (sources.IsEmpty) return condition(rows);
        var best = Truth.False;
        foreach (var row in RowsOf(sources[0], rows))
        {
            switch (Some(rows.With(sources[0], row), sources[1..], condition))
            {
                case Truth.True: return Truth.True;
                case Truth.Undecided: best = Truth.Undecided; break;
            }
        }

        return best;
    }

    private List<object> RowsOf(Source source, Rows rows)
    {
        List<object> found = source switch
        {
            Source.Related s => Named(s.Collection!, Items(rows, s.Parent!, s.Field)),
            Source.BackRelated s => rows[s.Parent!] is Record p ? [.. Of(s.Collection!).Where(r => Texts(r[s.Field.Name]).Contains(p.Id))] : [],
            Source.Joined s => [.. Of(s.Collection!)],
            Source.CallerRecord s => Named(s.Collection!, Texts(parameters[s.Id.Index])),
            Source.Submitted s => Named(s.Collection!, Texts(parameters[s.Ids.Index])),
            Source.Each s => [.. Items(rows, s.Parent!, s.Field)],
            Source.EachOf s => [.. Texts(parameters[s.List.Index])],
            _ => throw new InvalidOperationException($"{source} has no rows"),
        };
        return found.Count == 0 ? [Nothing] : found;
    }

    // A dangling id is a row of NULLs.
    private List<object> Named(Collection collection, IReadOnlyList<string> ids) => [.. ids.Select(id => Of(collection).FirstOrDefault(r => r.Id == id) ?? Nothing)];

    private IEnumerable<Record> Of(Collection collection) => all.Where(r => r.Collection == collection);

    private static IReadOnlyList<string> Items(Rows rows, Source source, Field field) => rows[source] is Record r ? Texts(r[field.Name]) : [];

    private static IReadOnlyList<string> Texts(Value value) => value.Kind switch
    {
        ValueKind.List => value.AsList(),
        ValueKind.Text => [value.AsText()],
        _ => [],
    };

    private Truth Evaluate(Condition condition, Rows rows) => condition switch
    {
        Condition.And and => (Evaluate(and.Left, rows), Evaluate(and.Right, rows)) switch
        {
            (Truth.False, _) or (_, Truth.False) => Truth.False,
            (Truth.Undecided, _) or (_, Truth.Undecided) => Truth.Undecided,
            (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
            _ => Truth.True,
        },
        Condition.Or or => (Evaluate(or.Left, rows), Evaluate(or.Right, rows)) switch
        {
            (Truth.True, _) or (_, Truth.True) => Truth.True,
            (Truth.Undecided, _) or (_, Truth.Undecided) => Truth.Undecided,
            (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
            _ => Truth.False,
        },
        Condition.NoRow none => rows[none.Source] == Nothing ? Truth.True : Truth.False,
        Condition.Compare compare => Compare(compare, rows),
        _ => throw new InvalidOperationException($"{condition} has no truth"),
    };

    private Truth Compare(Condition.Compare compare, Rows rows)
    {
        var current = Holds(compare, rows, rows);
        var (left, right) = (compare.Left.IsMultipleFrom(compare.Scope), compare.Right.IsMultipleFrom(compare.Scope));
        if (compare.Any || (!left && !right) || current != Truth.True) return current;
        var fails = Some(
            rows,
            left ? Path(compare.Left, compare.Scope) : [],
            l => Some(rows, right ? Path(compare.Right, compare.Scope) : [], r => Holds(compare, l, r) switch
            {
                Truth.False => Truth.True,
                Truth.Undecided => Truth.Undecided,
                _ => Truth.False,
            }));
        return fails switch { Truth.True => Truth.False, Truth.False => Truth.True, _ => fails };
    }

    private Truth Holds(Condition.Compare compare, Rows left, Rows right) =>
        Comparison.Of(Side(compare.Left, left), compare.Operator, Side(compare.Right, right));

    private ComparisonSide Side(Operand operand, Rows rows) =>
        new(operand, Evaluate(operand, rows), operand is Operand.Parameter p ? parameters[p.Index] : Value.Null);

    // From the start to the operand's own source: V(l), reached from that start alone.
    private static Source[] Path(Operand operand, Source? start)
    {
        var path = new Stack<Source>();
        for (var source = SourceOf(operand); source is not (null or Source.Root) && source != start; source = source.Parent) path.Push(source);
        return [.. path];
    }

    private static Source? SourceOf(Operand operand) => operand switch
    {
        Operand.Column column => column.Source,
        Operand.Item item => item.Source,
        Operand.Strftime { Time: { } time } => SourceOf(time),
        _ => null,
    };

    private Scalar Evaluate(Operand operand, Rows rows) => operand switch
    {
        Operand.Parameter p => Scalar.OfParameter(parameters[p.Index]),
        Operand.Column column when rows[column.Source] is Record row => Scalars.Of(column, row),
        Operand.Column column => column.Modifier == ColumnModifier.Length ? Scalar.Of(0d) : Scalar.Null,
        Operand.Item item => rows[item.Source] is not string text ? Scalar.Null : Scalar.Of(item.Lower ? AsciiText.Lower(text) : text),
        Operand.GeoDistance d => GeoDistance.Of(Evaluate(d.LonA, rows), Evaluate(d.LatA, rows), Evaluate(d.LonB, rows), Evaluate(d.LatB, rows)),
        Operand.Strftime s => s.Time is null
            ? Scalar.Undecided
            : TimeText.Format(parameters[s.Format.Index].AsText(), Evaluate(s.Time, rows), s.Modifiers.Select(m => parameters[m.Index].AsText())),
        Operand.Test test => Evaluate(test.Condition, rows) is var truth and not Truth.Undecided ? Scalar.Of(truth == Truth.True) : Scalar.Undecided,
        _ => throw new InvalidOperationException($"{operand} has no value"),
    };

    /// <summary>The current row of each source: a record, an item, or nothing.</summary>
    private sealed class Rows : Dictionary<Source, object>
    {
        public Rows()
            : base(ReferenceEqualityComparer.Instance)
        {
        }

        public Rows With(Source source, object row)
        {
            var rows = new Rows();
            foreach (var (other, current) in this) rows[other] = current;
            rows[source] = row;
            return rows;
        }
    }
}
