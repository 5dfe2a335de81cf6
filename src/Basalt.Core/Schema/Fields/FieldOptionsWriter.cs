using System.Collections.Immutable;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Collects the options of one field and writes them as an object with its keys in alphabetical order.</summary>
internal sealed class FieldOptionsWriter
{
    private readonly SortedDictionary<string, object?> _options = new(StringComparer.Ordinal);

    public void Add(string key, string value) => _options.Add(key, value);

    public void Add(string key, bool value) => _options.Add(key, value);

    public void Add(string key, long value) => _options.Add(key, value);

    public void Add(string key, double? value) => _options.Add(key, value);

    public void Add(string key, ImmutableArray<string>? value) => _options.Add(key, value);

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (key, value) in _options)
        {
            json.WritePropertyName(key);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteRawValue(NumberText.Format(number)); break;
            case ImmutableArray<string> texts: WriteTexts(json, texts); break;
            default: json.WriteNullValue(); break;
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, ImmutableArray<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
