namespace Basalt.Records;

public enum ValueKind : byte
{
    /// <summary>No value: a JSON field that is null, a column of a view, a missing request key.</summary>
    Null,
    Text,
    Number,
    Bool,

    /// <summary>The items of a multiple select, relation or file field.</summary>
    List,

    /// <summary>JSON text, as submitted (white space kept).</summary>
    Json,

    /// <summary>A point in degrees.</summary>
    Geo,
}

/// <summary>
/// One value of one field, or of a request. Dates are texts of the form <c>YYYY-MM-DD HH:MM:SS.mmmZ</c>, because that is how the
/// protocol compares them. <c>default</c> is <see cref="Null"/>.
/// </summary>
public readonly struct Value : IEquatable<Value>
{
    private readonly object? _reference;
    private readonly double _number;

    private Value(ValueKind kind, object? reference, double number)
    {
        Kind = kind;
        _reference = reference;
        _number = number;
    }

    public static Value Null => default;

    public static Value EmptyText { get; } = Text("");

    public static Value EmptyList { get; } = List([]);

    public ValueKind Kind { get; }

    public bool IsNull => Kind == ValueKind.Null;

    /// <summary>About how much memory it takes: the characters of its texts.</summary>
    internal int CharCount => _reference switch
    {
        string text => text.Length,
        IReadOnlyList<string> items => items.Sum(item => item.Length),
        _ => 0,
    };

    public static Value Text(string text) => new(ValueKind.Text, text, 0);

    public static Value Number(double number) => new(ValueKind.Number, null, number);

    public static Value Bool(bool value) => new(ValueKind.Bool, null, value ? 1 : 0);

    public static Value List(IReadOnlyList<string> items) => new(ValueKind.List, items, 0);

    /// <param name="json">Valid JSON text.</param>
    public static Value Json(string json) => new(ValueKind.Json, json, 0);

    public static Value Geo(GeoPoint point) => new(ValueKind.Geo, point, 0);

    /// <exception cref="InvalidOperationException">The value is of another kind (as for the other As… members).</exception>
    public string AsText() => (string)Expect(ValueKind.Text)!;

    public double AsNumber() => Kind == ValueKind.Number ? _number : throw WrongKind(ValueKind.Number);

    public bool AsBool() => Kind == ValueKind.Bool ? _number != 0 : throw WrongKind(ValueKind.Bool);

    public IReadOnlyList<string> AsList() => (IReadOnlyList<string>)Expect(ValueKind.List)!;

    public string AsJson() => (string)Expect(ValueKind.Json)!;

    public GeoPoint AsGeo() => (GeoPoint)Expect(ValueKind.Geo)!;

    public bool Equals(Value other)
    {
        if (Kind != other.Kind) return false;
        return Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Number or ValueKind.Bool => _number.Equals(other._number),
            ValueKind.List => AsList().SequenceEqual(other.AsList(), StringComparer.Ordinal),
            _ => Equals(_reference, other._reference),
        };
    }

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => Kind switch
    {
        ValueKind.Number or ValueKind.Bool => HashCode.Combine(Kind, _number),
        ValueKind.List => HashCode.Combine(Kind, AsList().Count, AsList().Count > 0 ? AsList()[0] : null),
        _ => HashCode.Combine(Kind, _reference),
    };

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public override string ToString() => Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Number => _number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ValueKind.Bool => _number != 0 ? "true" : "false",
        ValueKind.List => "[" + string.Join(",", AsList()) + "]",
        _ => _reference!.ToString()!,
    };

    private object? Expect(ValueKind kind) => Kind == kind ? _reference : throw WrongKind(kind);

    private InvalidOperationException WrongKind(ValueKind wanted) => new($"a {Kind} value is no {wanted}");
}

/// <summary>A place on Earth.</summary>
/// <param name="Lon">Longitude in degrees, -180 to 180 when valid.</param>
/// <param name="Lat">Latitude in degrees, -90 to 90 when valid.</param>
public sealed record GeoPoint(double Lon, double Lat)
{
    public static GeoPoint Zero { get; } = new(0, 0);
}
