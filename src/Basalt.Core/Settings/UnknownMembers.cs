using System.Text.Json;

namespace Basalt.Settings;

/// <summary>
/// Writes a new JSON value together with the object members that only the old one has: another version of the program stored them,
/// and finds them again.
/// </summary>
internal static class UnknownMembers
{
    public static void Keep(Utf8JsonWriter json, JsonElement next, JsonElement old)
    {
        switch (next.ValueKind, old.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object): KeepInObject(json, next, old); break;
            case (JsonValueKind.Array, JsonValueKind.Array): KeepInItems(json, next, old); break;
            default: next.WriteTo(json); break;
        }
    }

    private static void KeepInObject(Utf8JsonWriter json, JsonElement next, JsonElement old)
    {
        json.WriteStartObject();
        foreach (var member in next.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            Keep(json, member.Value, old.TryGetProperty(member.Name, out var before) ? before : default);
        }

        foreach (var member in old.EnumerateObject())
        {
            if (!next.TryGetProperty(member.Name, out _)) member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    // Items have no names: only one that is otherwise as it was can be the one that the old members belong to.
    private static void KeepInItems(Utf8JsonWriter json, JsonElement next, JsonElement old)
    {
        json.WriteStartArray();
        var i = 0;
        foreach (var item in next.EnumerateArray())
        {
            var before = i < old.GetArrayLength() && IsUnchanged(item, old[i]) ? old[i] : default;
            Keep(json, item, before);
            i++;
        }

        json.WriteEndArray();
    }

    private static bool IsUnchanged(JsonElement item, JsonElement old)
    {
        if (item.ValueKind != JsonValueKind.Object || old.ValueKind != JsonValueKind.Object) return false;
        foreach (var member in item.EnumerateObject())
        {
            if (!old.TryGetProperty(member.Name, out var before) || !JsonElement.DeepEquals(member.Value, before)) return false;
        }

        return true;
    }
}
