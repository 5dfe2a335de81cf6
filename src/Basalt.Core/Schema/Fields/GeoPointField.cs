using System.Text;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>A place on Earth.</summary>
public sealed record GeoPointField : Field
{
    public override string Type => "geoPoint";

    public override ColumnKind Column => ColumnKind.Geo;

    public override Value Zero => Value.Geo(GeoPoint.Zero);

    public override Value Coerce(JsonElement input)
    {
        var (lon, lat) = input.ValueKind switch
        {
            JsonValueKind.Object => Parse(JsonText.Raw(input)),
            JsonValueKind.String => Parse(Encoding.UTF8.GetBytes(JsonText.Text(input))),
            _ => default,
        };
        return Value.Geo(new GeoPoint(lon, lat));
    }

    public override bool IsZero(Value value) => value.AsGeo() is { Lon: 0, Lat: 0 };

    public override Value Read(RecordRow row, int column)
    {
        var (lon, lat) = Parse(row.Utf8(column));
        return Value.Geo(new GeoPoint(lon, lat));
    }

    public override void WriteStored(RecordRow row, int column, JsonBuffer json)
    {
        var (lon, lat) = Parse(row.Utf8(column));
        Write(lon, lat, json);
    }

    public override void Write(Value value, JsonBuffer json) => Write(value.AsGeo().Lon, value.AsGeo().Lat, json);

    internal static GeoPointField Parse(FieldOptionsReader options) => new() { Id = options.Id, Name = options.Name };

    private protected override FieldError? CheckValue(Value value)
    {
        var point = value.AsGeo();
        if (point.Lat is not (>= -90 and <= 90)) return new FieldError("validation_invalid_latitude", "Latitude must be between -90 and 90 degrees.");
        return point.Lon is >= -180 and <= 180
            ? null
            : new FieldError("validation_invalid_longitude", "Longitude must be between -180 and 180 degrees.");
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
    }

    private static void Write(double lon, double lat, JsonBuffer json)
    {
        json.Raw("{\"lon\":"u8);
        json.Number(lon);
        json.Raw(",\"lat\":"u8);
        json.Number(lat);
        json.Raw((byte)'}');
    }

    // What is missing or no number is 0; so is all of what is no JSON object.
    private static (double Lon, double Lat) Parse(ReadOnlySpan<byte> text)
    {
        text = JsonText.Trim(text);
        if (text is not [(byte)'{', ..] || !JsonText.IsValid(text)) return default;
        var point = (Lon: 0d, Lat: 0d);
        var reader = JsonText.Reader(text);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLon = reader.ValueSpan.SequenceEqual("lon"u8);
            var isLat = reader.ValueSpan.SequenceEqual("lat"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var degrees))
            {
                if (isLon) point.Lon = degrees;
                if (isLat) point.Lat = degrees;
            }

            reader.Skip();
        }

        return point;
    }
}
