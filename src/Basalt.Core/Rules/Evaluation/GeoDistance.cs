namespace Basalt.Rules;

/// <summary>Great-circle distance on a sphere of the Earth's mean radius.</summary>
internal static class GeoDistance
{
    /// <summary>Source: the protocol, filters page, section 12.</summary>
    private const double EarthRadiusKm = 6371;

    /// <summary>Of coordinates in degrees, in km; NULL when one is no number.</summary>
    public static Scalar Of(Scalar lonA, Scalar latA, Scalar lonB, Scalar latB)
    {
        if (lonA.IsUndecided || latA.IsUndecided || lonB.IsUndecided || latB.IsUndecided) return Scalar.Undecided;
        if (Radians(lonA) is not { } lon1 || Radians(latA) is not { } lat1 || Radians(lonB) is not { } lon2 || Radians(latB) is not { } lat2) return Scalar.Null;
        var cosine = (Math.Cos(lat1) * Math.Cos(lat2) * Math.Cos(lon2 - lon1)) + (Math.Sin(lat1) * Math.Sin(lat2));
        return double.IsNaN(cosine) ? Scalar.Null : Scalar.Computed(EarthRadiusKm * Math.Acos(Math.Clamp(cosine, -1, 1))); // rounding can lead a hair outside
    }

    private static double? Radians(Scalar degrees) => degrees.Kind switch
    {
        ScalarKind.Number => degrees.Number * Math.PI / 180,
        ScalarKind.Text when RealText.TryParse(degrees.String!, out var number) => number * Math.PI / 180,
        _ => null,
    };
}
