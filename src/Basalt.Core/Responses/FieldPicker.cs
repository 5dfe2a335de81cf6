using System.Text.Json;
using Basalt.Text;

namespace Basalt.Responses;

/// <summary>Cuts a JSON answer down to the fields that were asked for.</summary>
internal static class FieldPicker
{
    /// <summary>
    /// Of a list-shaped answer each element of <c>items</c> is cut and the paging keys stay; of an array each element; else the object.
    /// </summary>
    public static void Pick(ReadOnlyMemory<byte> json, FieldSelection fields, JsonBuffer output)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000 });
        var root = document.RootElement;
        if (!IsList(root))
        {
            Write(root, fields, output);
            return;
        }

        output.Raw((byte)'{');
        foreach (var property in root.EnumerateObject())
        {
            output.Name(property.Name);
            if (property.NameEquals("items"u8)) Write(property.Value, fields, output);
            else output.Raw(property.Value.GetRawText());
        }

        output.Raw((byte)'}');
    }

    private static bool IsList(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items"u8, out var items) && items.ValueKind == JsonValueKind.Array &&
        root.TryGetProperty("page"u8, out _) && root.TryGetProperty("perPage"u8, out _);

    private static void Write(JsonElement value, FieldSelection fields, JsonBuffer output)
    {
        if (value.ValueKind == JsonValueKind.Array && !fields.IsWhole)
        {
            var isFirst = true;
            output.Raw((byte)'[');
            foreach (var item in value.EnumerateArray())
            {
                if (!isFirst) output.Raw((byte)',');
                isFirst = false;
                Write(item, fields, output);
            }

            output.Raw((byte)']');
        }
        else if (value.ValueKind == JsonValueKind.Object && !fields.IsWhole)
        {
            WriteObject(value, fields, output);
        }
        else if (value.ValueKind == JsonValueKind.String && fields.Excerpt is { } excerpt)
        {
            output.String(excerpt.Apply(value.GetString()!));
        }
        else
        {
            output.Raw(value.GetRawText());
        }
    }

    private static void WriteObject(JsonElement value, FieldSelection fields, JsonBuffer output)
    {
        output.Raw((byte)'{');
        foreach (var property in value.EnumerateObject())
        {
            if (fields.For(property.Name) is not { } selected) continue;
            output.Name(property.Name);
            Write(property.Value, selected, output);
        }

        output.Raw((byte)'}');
    }
}
