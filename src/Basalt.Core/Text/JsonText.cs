using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Basalt.Text;

/// <summary>
/// JSON that came from outside, read without exceptions: the strings of a parsed body may hold lone surrogates and bytes that are no
/// UTF-8, on which the plain accessors of <see cref="JsonElement"/> throw. Such characters become U+FFFD.
/// </summary>
public static class JsonText
{
    /// <summary>Levels of arrays and objects that a stored JSON value may have; deeper text counts as invalid.</summary>
    public const int DepthMax = 128;

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\n\r\t"u8);

    /// <summary>The element's bytes as submitted, with the quotes of a string; empty for an undefined element.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? [] : JsonMarshal.GetRawUtf8Value(element);

    /// <summary>Content of a JSON string; "" for any other element.</summary>
    public static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? JsonEscapes.Decode(Raw(element)[1..^1]) : "";

    /// <summary>A scalar as text: a string's content, a number in decimal, <c>true</c> or <c>false</c>; "" for anything else.</summary>
    public static string Scalar(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Text(element),
        JsonValueKind.Number => DecimalText(Raw(element)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "",
    };

    /// <summary>A JSON number as text: integers digit for digit, others as <see cref="NumberText"/> writes them.</summary>
    public static string DecimalText(ReadOnlySpan<byte> number)
    {
        if (number.IndexOfAny(".eE"u8) < 0) return Encoding.ASCII.GetString(number);
        return double.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var value) ? NumberText.Format(value) : "0";
    }

    /// <summary>The last property of that name. Names written with escapes are never found.</summary>
    public static bool TryGet(JsonElement element, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        if (element.ValueKind != JsonValueKind.Object) return false;
        var found = false;
        foreach (var property in element.EnumerateObject())
        {
            if (!JsonMarshal.GetRawUtf8PropertyName(property).SequenceEqual(name)) continue;
            value = property.Value;
            found = true;
        }

        return found;
    }

    /// <summary>True for one complete JSON value no deeper than <see cref="DepthMax"/>, in valid UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        utf8 = Trim(utf8);
        if (utf8.IsEmpty || !Utf8.IsValid(utf8)) return false;
        // Most texts that are no JSON show it at either end; asking the reader costs an exception each time it says no.
        return utf8[0] switch
        {
            (byte)'{' => utf8[^1] == '}' && IsReadable(utf8),
            (byte)'[' => utf8[^1] == ']' && IsReadable(utf8),
            (byte)'"' => utf8.Length > 1 && utf8[^1] == '"' && IsReadable(utf8),
            (byte)'t' => utf8.SequenceEqual("true"u8),
            (byte)'f' => utf8.SequenceEqual("false"u8),
            (byte)'n' => utf8.SequenceEqual("null"u8),
            _ => IsNumber(utf8),
        };
    }

    /// <summary>
    /// Copies valid JSON, without the white space between tokens when any of it is a line break or tab: what is sent must stay on
    /// one line of an event stream.
    /// </summary>
    public static void Copy(ReadOnlySpan<byte> valid, JsonBuffer json)
    {
        valid = Trim(valid);
        if (!valid.ContainsAny(LineBreaks)) json.Raw(valid);
        else CopyCompact(valid, json);
    }

    /// <inheritdoc cref="Copy(ReadOnlySpan{byte}, JsonBuffer)"/>
    public static void Copy(string valid, JsonBuffer json)
    {
        if (valid.Length > 0 && !char.IsWhiteSpace(valid[0]) && !char.IsWhiteSpace(valid[^1]) && !valid.AsSpan().ContainsAny('\n', '\r', '\t')) json.Raw(valid);
        else Copy(Encoding.UTF8.GetBytes(valid), json);
    }

    /// <summary>The text as a JSON string.</summary>
    public static string Quote(ReadOnlySpan<char> text)
    {
        using var json = new JsonBuffer();
        json.String(text);
        return json.ToString();
    }

    /// <summary>Without JSON white space at both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> utf8) => utf8.Trim(" \t\n\r"u8);

    /// <summary>A reader over one value that accepts what <see cref="IsValid"/> accepts.</summary>
    internal static Utf8JsonReader Reader(ReadOnlySpan<byte> utf8) => new(utf8, new JsonReaderOptions { MaxDepth = DepthMax });

    private static bool IsReadable(ReadOnlySpan<byte> utf8)
    {
        var reader = Reader(utf8);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException) // the reader's only way to say no
        {
            return false;
        }
    }

    // RFC 8259, section 6.
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text[0] == '-') text = text[1..];
        var whole = Digits(ref text);
        if (whole == 0) return false;
        if (whole < 0) return false; // a leading zero before other digits
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (Digits(ref text) == 0) return false;
        }

        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            if (text is [(byte)'+' or (byte)'-', ..]) text = text[1..];
            if (Digits(ref text) == 0) return false;
        }

        return text.IsEmpty;
    }

    // How many digits were taken off the front; negative when the first of several is 0.
    private static int Digits(ref ReadOnlySpan<byte> text)
    {
        var count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (count < 0) count = text.Length;
        var leadingZero = count > 1 && text[0] == '0';
        text = text[count..];
        return leadingZero ? -count : count;
    }

    private static void CopyCompact(ReadOnlySpan<byte> valid, JsonBuffer json)
    {
        var inString = false;
        var start = 0;
        for (var i = 0; i < valid.Length; i++)
        {
            var b = valid[i];
            if (inString)
            {
                if (b == '\\') i++;
                else if (b == '"') inString = false;
            }
            else if (b == '"')
            {
                inString = true;
            }
            else if (b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                json.Raw(valid[start..i]);
                start = i + 1;
            }
        }

        json.Raw(valid[start..]);
    }
}
