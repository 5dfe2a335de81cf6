using System.Text;
using System.Text.Json;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// What select, relation and file fields have in common: one text, or a list of texts without empty and repeated ones when
/// <see cref="MaxSelect"/> is above 1.
/// </summary>
public abstract record ListLikeField : Field
{
    /// <summary>Most items; multiple when above 1.</summary>
    public int MaxSelect { get; init; }

    public sealed override bool IsMultiple => MaxSelect > 1;

    public sealed override ColumnKind Column => IsMultiple ? ColumnKind.List : ColumnKind.Text;

    public sealed override Value Zero => IsMultiple ? Value.EmptyList : Value.EmptyText;

    /// <summary>The items of a value, whether it is one text or a list.</summary>
    public static IReadOnlyList<string> ItemsOf(Value value) => value.Kind switch
    {
        ValueKind.List => value.AsList(),
        ValueKind.Text when value.AsText().Length > 0 => [value.AsText()],
        _ => [],
    };

    /// <summary>
    /// The texts that a client submitted: those of an array, of a string that holds a JSON array, or one scalar; without empty and
    /// repeated ones. Also what a modifier (<c>tags+</c>) adds or removes.
    /// </summary>
    public static IReadOnlyList<string> CoerceItems(JsonElement input)
    {
        var items = new List<string>();
        switch (input.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in input.EnumerateArray()) items.Add(JsonText.Scalar(item));
                break;
            case JsonValueKind.String when JsonText.Text(input) is var text:
                if (!text.StartsWith('[') || !StoredList.TryParse(Encoding.UTF8.GetBytes(text), items)) items.Add(text);
                break;
            default:
                items.Add(JsonText.Scalar(input));
                break;
        }

        return Distinct(items);
    }

    /// <summary>The value that holds these items: for a single field the last of them.</summary>
    public Value ValueOf(IReadOnlyList<string> items)
    {
        if (IsMultiple) return items.Count == 0 ? Value.EmptyList : Value.List(items);
        return items.Count == 0 ? Value.EmptyText : Value.Text(items[^1]);
    }

    public override Value Coerce(JsonElement input) => ValueOf(CoerceItems(input));

    public override Value Read(RecordRow row, int column)
    {
        var stored = row.Utf8(column);
        return IsMultiple ? ValueOf(StoredList.Items(stored)) : Value.Text(StoredList.Last(stored));
    }

    public override void WriteStored(RecordRow row, int column, JsonBuffer json)
    {
        var stored = row.Utf8(column);
        if (IsMultiple && StoredList.IsCompact(stored)) json.Raw(stored);
        else if (!IsMultiple && stored is not [(byte)'[', ..]) json.String(stored);
        else Write(Read(row, column), json); // from another age of the schema
    }

    public override void Write(Value value, JsonBuffer json)
    {
        if (IsMultiple) StoredList.Write(value.AsList(), json);
        else json.String(value.AsText());
    }

    private static List<string> Distinct(List<string> items)
    {
        if (items.Count == 1 && items[0].Length > 0) return items;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        items.RemoveAll(item => item.Length == 0 || !seen.Add(item));
        return items;
    }
}
