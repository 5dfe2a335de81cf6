using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// Columns of select, relation and file fields. A schema change of another age may have left a plain text where a JSON array belongs,
/// or the other way round (the protocol, importing page, section 2.3).
/// </summary>
internal static class StoredList
{
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    /// <summary>
    /// True when the bytes are exactly what <see cref="Write"/> makes of their items, so that they can be copied: an array of strings
    /// without escapes, empty items and white space.
    /// </summary>
    public static bool IsCompact(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < 2 || stored[0] != '[') return false;
        if (stored[1] == ']') return stored.Length == 2;
        var rest = stored[1..];
        while (rest is [(byte)'"', ..])
        {
            rest = rest[1..];
            var end = rest.IndexOfAny(NotPlain);
            if (end < 1 || rest[end] != '"' || end + 1 == rest.Length) return false;
            var next = rest[end + 1];
            rest = rest[(end + 2)..];
            if (next == ']') return rest.IsEmpty && Utf8.IsValid(stored);
            if (next != ',') return false;
        }

        return false;
    }

    public static void Write(IReadOnlyList<string> items, JsonBuffer json)
    {
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.String(items[i]);
        }

        json.Raw((byte)']');
    }

    /// <summary>Items of a multiple field's column: of the array, or the plain text as the only one.</summary>
    public static List<string> Items(ReadOnlySpan<byte> stored)
    {
        var items = new List<string>();
        if (stored.IsEmpty) return items;
        if (!TryParse(stored, items)) items.Add(Encoding.UTF8.GetString(stored));
        items.RemoveAll(static item => item.Length == 0);
        return items;
    }

    /// <summary>Text of a single field's column: as it is, or the last item of an array.</summary>
    public static string Last(ReadOnlySpan<byte> stored) =>
        stored is [(byte)'[', ..] ? Items(stored).LastOrDefault("") : Encoding.UTF8.GetString(stored);

    /// <summary>Adds the scalars of a JSON array as texts (arrays and objects inside count as empty); false when it is no array.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, List<string> items)
    {
        text = JsonText.Trim(text);
        if (text is not [(byte)'[', ..] || !JsonText.IsValid(text)) return false;
        var reader = JsonText.Reader(text);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType switch
            {
                JsonTokenType.String => JsonEscapes.Decode(reader.ValueSpan),
                JsonTokenType.Number => JsonText.DecimalText(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => "",
            });
            reader.Skip();
        }

        return true;
    }
}
