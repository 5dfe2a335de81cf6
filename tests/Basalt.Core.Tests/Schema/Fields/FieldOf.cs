using System.Text.Json;
using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Fields;

/// <summary>Fields for tests, from the JSON of their options.</summary>
internal static class FieldOf
{
    public static Field Json(string definition)
    {
        using var document = JsonDocument.Parse(definition);
        return Field.TryParse(document.RootElement, out var field)
            ? FieldIds.Complete([field])[0]
            : throw new FormatException($"no field definition: {definition}");
    }

    /// <param name="options">Members of the definition besides type and name, such as <c>"min":3</c>.</param>
    public static Field Type(string type, string options = "") =>
        Json($$"""{"type":"{{type}}","name":"f"{{(options.Length > 0 ? "," : "")}}{{options}}}""");
}
