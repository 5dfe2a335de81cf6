using System.Collections.Immutable;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// One submitted or stored object, laid over what is there: an absent key keeps the current value, a value of another JSON type is
/// a <see cref="FormatException"/>. A null clears what can be empty and keeps what can't.
/// </summary>
internal readonly struct JsonMembers
{
    private readonly IReadOnlyDictionary<string, JsonElement>? _values;
    private readonly JsonElement _object;

    public JsonMembers(IReadOnlyDictionary<string, JsonElement> values) => _values = values;

    /// <exception cref="FormatException">It is no object.</exception>
    public JsonMembers(JsonElement element) =>
        _object = element.ValueKind == JsonValueKind.Object ? element : throw new FormatException("an object is needed");

    public bool Has(string key) => TryGet(key, out _);

    public string Text(string key, string current) => Find(key, JsonValueKind.String) is { } value ? JsonText.Text(value) : current;

    /// <summary>Null is a value of its own.</summary>
    public string? NullableText(string key, string? current)
    {
        if (!TryGet(key, out var value)) return current;
        return value.ValueKind == JsonValueKind.Null ? null : Text(key, "");
    }

    public bool Bool(string key, bool current) => TryGet(key, out var value) ? AsBool(key, value) ?? current : current;

    public bool? NullableBool(string key, bool? current) => TryGet(key, out var value) ? AsBool(key, value) : current;

    public long Long(string key, long current)
    {
        if (Find(key, JsonValueKind.Number) is not { } value) return current;
        return value.TryGetInt64(out var number) ? number : throw Wrong(key);
    }

    public int Int(string key, int current)
    {
        if (Find(key, JsonValueKind.Number) is not { } value) return current;
        return value.TryGetInt32(out var number) ? number : throw Wrong(key);
    }

    /// <summary>Replaces the whole list; null empties it.</summary>
    public ImmutableArray<string> Texts(string key, ImmutableArray<string> current) =>
        List(key, current, item => item.ValueKind == JsonValueKind.String ? JsonText.Text(item) : throw Wrong(key));

    /// <inheritdoc cref="Texts"/>
    public ImmutableArray<T> List<T>(string key, ImmutableArray<T> current, Func<JsonElement, T> item)
    {
        if (!TryGet(key, out var value)) return current;
        if (value.ValueKind == JsonValueKind.Null) return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item)] : throw Wrong(key);
    }

    /// <summary>Lays the object of that key, if there is one, over <paramref name="current"/>.</summary>
    public T Object<T>(string key, T current, Func<JsonMembers, T, T> overlay) =>
        Find(key, JsonValueKind.Object) is { } value ? overlay(new JsonMembers(value), current) : current;

    public bool TryGet(string key, out JsonElement value) =>
        _values is not null ? _values.TryGetValue(key, out value) : _object.TryGetProperty(key, out value);

    private JsonElement? Find(string key, JsonValueKind kind)
    {
        if (!TryGet(key, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == kind ? value : throw Wrong(key);
    }

    private static bool? AsBool(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => throw Wrong(key),
    };

    private static FormatException Wrong(string key) => new($"{key} has a value of the wrong type");
}
