using System.Globalization;
using System.Text;
using System.Text.Json;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>Reads JSON as the language does: a scalar is its value, an array or object its text without white space.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1000 };

    /// <param name="json">What is stored or was submitted; text that is no JSON has no parts.</param>
    /// <param name="path">Names, or positions in arrays; empty for the whole.</param>
    public static JsonPart Read(string json, ReadOnlySpan<string> path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Find(document.RootElement, path) is { } found ? JsonPart.Of(found) : default;
        }
        catch (JsonException)
        {
            return default;
        }
        catch (InvalidOperationException)
        {
            return default; // a text with half a surrogate pair, written as an escape
        }
    }

    /// <summary>The same text without the white space between its tokens; numbers and escapes stay as they were written.</summary>
    public static string Minify(string json)
    {
        var result = new StringBuilder(json.Length);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (!inText && IsSpace(c)) continue;
            result.Append(c);
            if (c == '"') inText = !inText;
            if (inText && c == '\\' && i + 1 < json.Length) result.Append(json[++i]);
        }

        return result.ToString();
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';

    private static JsonElement? Find(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            // A name of digits alone is a position, also where an object has such a key.
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                if (element.ValueKind != JsonValueKind.Array || position >= element.GetArrayLength()) return null;
                element = element[position];
            }
            else if (element.ValueKind != JsonValueKind.Object || !TryGetFirst(ref element, name))
            {
                return null;
            }
        }

        return element;
    }

    // Of a key that comes twice the first counts, as in the databases that keep JSON as text.
    private static bool TryGetFirst(ref JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!property.NameEquals(name)) continue;
            element = property.Value;
            return true;
        }

        return false;
    }
}

/// <summary>A part of a JSON text; <c>default</c> is one that isn't there.</summary>
/// <param name="Kind">Of the part.</param>
/// <param name="Text">Of a string its text, of an array or object its JSON without white space.</param>
/// <param name="Number">Of a number, or of a bool 1 or 0.</param>
/// <param name="IsInteger">A number that is written without fraction and exponent.</param>
internal readonly record struct JsonPart(JsonValueKind Kind, string Text, double Number, bool IsInteger)
{
    public static JsonPart Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => new(JsonValueKind.String, element.GetString()!, 0, false),
        JsonValueKind.Number => new(JsonValueKind.Number, "", element.GetDouble(), element.TryGetInt64(out _)),
        JsonValueKind.True => new(JsonValueKind.True, "", 1, true),
        JsonValueKind.False => new(JsonValueKind.False, "", 0, true),
        JsonValueKind.Array or JsonValueKind.Object => new(element.ValueKind, JsonText.Minify(element.GetRawText()), 0, false),
        _ => new(element.ValueKind, "", 0, false),
    };

    public Value ToValue() => Kind switch
    {
        JsonValueKind.String => Value.Text(Text),
        JsonValueKind.Number => Value.Number(Number),
        JsonValueKind.True => Value.Bool(true),
        JsonValueKind.False => Value.Bool(false),
        JsonValueKind.Array or JsonValueKind.Object => Value.Json(Text),
        _ => Value.Null,
    };
}
