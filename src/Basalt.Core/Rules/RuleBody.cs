using System.Text.Json;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>Submitted JSON as rules see it where no field gives it a type.</summary>
internal static class RuleBody
{
    public static IReadOnlyDictionary<string, Value> None { get; } = new Dictionary<string, Value>();

    /// <summary>Texts, numbers and bools as such; arrays and objects as their JSON text.</summary>
    public static Value ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Value.Text(element.GetString()!),
        JsonValueKind.Number => Value.Number(element.GetDouble()),
        JsonValueKind.True => Value.Bool(true),
        JsonValueKind.False => Value.Bool(false),
        JsonValueKind.Array or JsonValueKind.Object => Value.Json(element.GetRawText()),
        _ => Value.Null,
    };
}
