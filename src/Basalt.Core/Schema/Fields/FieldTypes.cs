using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Basalt.Schema;

/// <summary>The types of fields there are, by their names in the protocol.</summary>
public static class FieldTypes
{
    /// <summary>The elements of a collection's <c>fields</c>; false when it is no array or <see cref="Field.TryParse"/> refuses one.</summary>
    public static bool TryParseAll(JsonElement array, out ImmutableArray<Field> fields)
    {
        fields = [];
        if (array.ValueKind != JsonValueKind.Array) return false;
        var parsed = ImmutableArray.CreateBuilder<Field>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            if (!TryParse(element, out var field)) return false;
            parsed.Add(field);
        }

        fields = parsed.ToImmutable();
        return true;
    }

    internal static bool TryParse(JsonElement element, [NotNullWhen(true)] out Field? field)
    {
        field = null;
        if (element.ValueKind != JsonValueKind.Object) return false;
        var options = new FieldOptionsReader(element);
        var parsed = Parse(options);
        if (parsed is null || options.IsMalformed) return false;
        parsed = parsed with
        {
            System = options.Bool("system"u8),
            Hidden = options.Bool("hidden"u8),
            Presentable = options.Bool("presentable"u8),
        };
        if (!parsed.IsSetByServer) parsed = parsed with { Help = options.Text("help"u8), Required = options.Bool("required"u8) };
        if (options.IsMalformed) return false;
        field = parsed;
        return true;
    }

    private static Field? Parse(FieldOptionsReader options) => options.Text("type"u8) switch
    {
        "text" => TextField.Parse(options),
        "editor" => EditorField.Parse(options),
        "number" => NumberField.Parse(options),
        "bool" => BoolField.Parse(options),
        "email" => EmailField.Parse(options),
        "url" => UrlField.Parse(options),
        "date" => DateField.Parse(options),
        "autodate" => AutodateField.Parse(options),
        "select" => SelectField.Parse(options),
        "relation" => RelationField.Parse(options),
        "file" => FileField.Parse(options),
        "json" => JsonField.Parse(options),
        "password" => PasswordField.Parse(options),
        "geoPoint" => GeoPointField.Parse(options),
        _ => null,
    };
}
