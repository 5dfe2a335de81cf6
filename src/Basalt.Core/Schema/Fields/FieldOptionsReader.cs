using System.Collections.Immutable;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Reads the options of one field definition. Absent and null keys are defaults; a value of another JSON type is remembered.</summary>
internal sealed class FieldOptionsReader(JsonElement definition)
{
    /// <summary>True once an option had a value of another JSON type than it should.</summary>
    public bool IsMalformed { get; private set; }

    public string Id => Text("id"u8);

    public string Name => Text("name"u8);

    public string Text(ReadOnlySpan<byte> key) => TryGet(key, JsonValueKind.String, out var value) ? JsonText.Text(value) : "";

    public bool Bool(ReadOnlySpan<byte> key)
    {
        if (!JsonText.TryGet(definition, key, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False) return false;
        return value.ValueKind == JsonValueKind.True || Malformed();
    }

    /// <summary>What is beyond an int means "as much as there is", and the largest int is that.</summary>
    public int Int(ReadOnlySpan<byte> key) => (int)Math.Clamp(Long(key), int.MinValue, int.MaxValue);

    public long Long(ReadOnlySpan<byte> key) =>
        TryGet(key, JsonValueKind.Number, out var value) && (value.TryGetInt64(out var number) || Malformed()) ? number : 0;

    public double? Number(ReadOnlySpan<byte> key)
    {
        if (!TryGet(key, JsonValueKind.Number, out var value)) return null;
        if (value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        IsMalformed = true;
        return null;
    }

    /// <summary>Null when absent or null.</summary>
    public ImmutableArray<string>? Texts(ReadOnlySpan<byte> key)
    {
        if (!TryGet(key, JsonValueKind.Array, out var array)) return null;
        var texts = ImmutableArray.CreateBuilder<string>(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) IsMalformed = true;
            texts.Add(JsonText.Text(item));
        }

        return texts.ToImmutable();
    }

    private bool TryGet(ReadOnlySpan<byte> key, JsonValueKind kind, out JsonElement value)
    {
        if (!JsonText.TryGet(definition, key, out value) || value.ValueKind == JsonValueKind.Null) return false;
        return value.ValueKind == kind || Malformed();
    }

    private bool Malformed()
    {
        IsMalformed = true;
        return false;
    }
}
