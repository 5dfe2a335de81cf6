using System.Text.Json;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>What a client submitted under a key that is no field: rules see it as it came.</summary>
internal static class RawValue
{
    public static Value Of(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => Value.Text(JsonText.Text(input)),
        JsonValueKind.Number => Value.Number(input.GetDouble()),
        JsonValueKind.True => Value.Bool(true),
        JsonValueKind.False => Value.Bool(false),
        JsonValueKind.Array or JsonValueKind.Object => Value.Json(input.GetRawText()),
        _ => Value.Null,
    };
}
