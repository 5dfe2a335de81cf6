using System.Globalization;
using System.Text.Json;

namespace Basalt.Auth;

/// <summary>Finds values in a provider's answer: names and positions joined by dots.</summary>
internal static class JsonPath
{
    public static JsonElement? Find(JsonElement root, string path)
    {
        if (path.Length == 0) return null;
        var at = root;
        foreach (var part in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(part, out var member)) at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, CultureInfo.InvariantCulture, out var i) && i < at.GetArrayLength()) at = at[i];
            else return null;
        }

        return at;
    }

    /// <summary>A text, or a number's digits; "" for anything else.</summary>
    public static string Text(JsonElement root, string path) => Find(root, path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    /// <summary>True itself, or the text of it.</summary>
    public static bool IsTrue(JsonElement root, string path) => Find(root, path) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.String } text => text.ValueEquals("true"u8),
        _ => false,
    };
}
