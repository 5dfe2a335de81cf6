using System.Text;
using Basalt.Records;
using Basalt.Text;

namespace Basalt.Storage.Sql;

internal enum BoundKind : byte
{
    Null,
    Integer,
    Real,
    Text,
}

/// <summary>What is handed to a prepared statement: one of the four forms that every SQL database takes. <c>default</c> is NULL.</summary>
internal readonly record struct BoundValue
{
    private BoundValue(BoundKind kind, long integer, double real, string? text)
    {
        Kind = kind;
        Integer = integer;
        Real = real;
        Text = text;
    }

    public static BoundValue Null => default;

    public BoundKind Kind { get; }

    /// <summary>Only of <see cref="BoundKind.Integer"/>.</summary>
    public long Integer { get; }

    /// <summary>Only of <see cref="BoundKind.Real"/>.</summary>
    public double Real { get; }

    /// <summary>Only of <see cref="BoundKind.Text"/>, else null.</summary>
    public string? Text { get; }

    public static BoundValue Of(long integer) => new(BoundKind.Integer, integer, 0, null);

    public static BoundValue Of(double real) => new(BoundKind.Real, 0, real, null);

    public static BoundValue Of(string? text) => text is null ? default : new BoundValue(BoundKind.Text, 0, 0, text);

    /// <summary>
    /// The form in which a field's value is stored: bools are 1 and 0, lists a JSON array of texts, points a JSON object, JSON its
    /// own text.
    /// </summary>
    public static BoundValue Of(Value value) => value.Kind switch
    {
        ValueKind.Text => Of(value.AsText()),
        ValueKind.Number => Of(value.AsNumber()),
        ValueKind.Bool => Of(value.AsBool() ? 1L : 0L),
        ValueKind.List => Of(JsonArray(value.AsList())),
        ValueKind.Json => Of(value.AsJson()),
        ValueKind.Geo => Of(JsonPoint(value.AsGeo())),
        _ => Null,
    };

    /// <summary>A JSON array of texts, without white space.</summary>
    public static string JsonArray(IReadOnlyList<string> items)
    {
        if (items.Count == 0) return "[]";
        using var json = new JsonBuffer();
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.String(items[i].AsSpan());
        }

        json.Raw((byte)']');
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static string JsonPoint(GeoPoint point) => $$"""{"lon":{{NumberText.Format(point.Lon)}},"lat":{{NumberText.Format(point.Lat)}}}""";
}
