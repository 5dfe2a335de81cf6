using Basalt.Records;

namespace Basalt.Rules;

/// <summary>
/// The joined rows that memory holds: the items of the record's and the request's lists, in every combination, one at a time. A list
/// without items has one row of NULL.
/// </summary>
internal sealed class ItemLists
{
    private static readonly Scalar[] NullRow = [Scalar.Null];
    private static readonly Scalar[] UndecidedRow = [Scalar.Undecided];

    private readonly List<Joined> _lists = [];
    private readonly Record _row;
    private readonly Value[] _parameters;

    public ItemLists(BoundQuery query, Record row, Value[] parameters)
    {
        _row = row;
        _parameters = parameters;
        foreach (var source in query.Sources)
        {
            var items = source switch
            {
                Source.Each each => ItemsOf(each),
                Source.EachOf of => ItemsOf(parameters[of.List.Index]),
                _ => null,
            };
            if (items is null) continue;
            _lists.Add(new Joined(source, items));
            Combinations *= items.Length;
        }
    }

    public double Combinations { get; private set; } = 1; // a double does not overflow

    public Scalar Current(Source source) => Find(source) is { } list ? list.Items[list.At] : Scalar.Undecided;

    public Scalar[] All(Source source) => Find(source) is { } list ? list.Items : UndecidedRow;

    /// <returns>False when all combinations have been seen.</returns>
    public bool Advance()
    {
        foreach (var list in _lists)
        {
            if (++list.At < list.Items.Length) return true;
            list.At = 0;
        }

        return false;
    }

    /// <summary>True when it is known, without asking an engine, that the join finds no row.</summary>
    public bool HasNoRow(Source source) => source switch
    {
        Source.Related related when related.Parent is Source.Root => IsEmpty(Scalars.ValueOf(_row, related.Field)),
        Source.CallerRecord caller => IsEmpty(_parameters[caller.Id.Index]),
        Source.Submitted submitted => IsEmpty(_parameters[submitted.Ids.Index]),
        _ => source.Parent is { } parent && HasNoRow(parent),
    };

    private Scalar[] ItemsOf(Source.Each each)
    {
        if (each.Parent is not Source.Root) return HasNoRow(each) ? NullRow : UndecidedRow;
        return ItemsOf(Scalars.ValueOf(_row, each.Field));
    }

    private static Scalar[] ItemsOf(Value list) => list.Kind switch
    {
        ValueKind.List when list.AsList() is { Count: > 0 } items => [.. items.Select(Scalar.Of)],
        ValueKind.List or ValueKind.Null => NullRow,
        ValueKind.Text => [Scalar.Of(list.AsText())],
        _ => UndecidedRow,
    };

    private static bool IsEmpty(Value ids) => ids.Kind switch
    {
        ValueKind.Null => true,
        ValueKind.Text => ids.AsText().Length == 0,
        ValueKind.List => ids.AsList().Count == 0,
        _ => false,
    };

    private Joined? Find(Source source) => _lists.Find(list => list.Source == source);

    private sealed class Joined(Source source, Scalar[] items)
    {
        public Source Source => source;

        public Scalar[] Items => items;

        public int At { get; set; }
    }
}
