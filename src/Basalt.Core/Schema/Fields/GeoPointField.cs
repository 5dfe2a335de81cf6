using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A place on Earth.</summary>
public sealed record GeoPointField : Field
{
    public override string Type => "geoPoint";

    public override ColumnKind Column => ColumnKind.Geo;

    public override Value Zero => Value.Geo(GeoPoint.Zero);
}
