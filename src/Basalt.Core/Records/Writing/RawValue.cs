using System.Text.Json;

namespace Basalt.Records;

/// <summary>What a client submitted under a key that is no field: rules see it as it came.</summary>
internal static class RawValue
{
    public static Value Of(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String => TextOf(input),
        JsonValueKind.Number => Value.Number(input.GetDouble()),
        JsonValueKind.True => Value.Bool(true),
        JsonValueKind.False => Value.Bool(false),
        JsonValueKind.Array or JsonValueKind.Object => Value.Json(input.GetRawText()),
        _ => Value.Null,
    };

    private static Value TextOf(JsonElement input)
    {
        try
        {
            return Value.Text(input.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return Value.EmptyText; // an escaped lone surrogate is valid JSON but no text
        }
    }
}
