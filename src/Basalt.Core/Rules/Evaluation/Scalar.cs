using System.Text.Json;
using Basalt.Records;
using Basalt.Text;

namespace Basalt.Rules;

internal enum ScalarKind : byte
{
    Null,
    Number,
    Text,

    /// <summary>Only an engine can tell.</summary>
    Undecided,
}

/// <summary>What the text of a number looks like.</summary>
internal enum NumberForm : byte
{
    /// <summary>As people write it: <c>1</c>, <c>0.5</c>.</summary>
    Plain,

    /// <summary>With a fraction, always: <c>1.0</c>. JSON numbers that are written with one.</summary>
    Real,

    /// <summary>Only the engine can tell.</summary>
    Undecided,
}

/// <summary>A value as comparisons see it: bools are 1 and 0, lists, points and other JSON are texts.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Of a number.</param>
/// <param name="Form">Of a number.</param>
/// <param name="String">Of a text, else null.</param>
internal readonly record struct Scalar(ScalarKind Kind, double Number, NumberForm Form, string? String)
{
    // Above it neighbouring integers are one double: only an engine that keeps integers can tell them apart.
    private const double LastExactInteger = 9_007_199_254_740_992;

    public static Scalar Null => default;

    public static Scalar Undecided { get; } = new(ScalarKind.Undecided, 0, default, null);

    public bool IsNull => Kind == ScalarKind.Null;

    public bool IsUndecided => Kind == ScalarKind.Undecided;

    public static Scalar Of(string text) => new(ScalarKind.Text, 0, default, text);

    public static Scalar Of(bool value) => new(ScalarKind.Number, value ? 1 : 0, NumberForm.Plain, null);

    public static Scalar Of(double number) => new(ScalarKind.Number, number, NumberForm.Plain, null);

    /// <summary>A number whose last digits depend on who computes it.</summary>
    public static Scalar Computed(double number) => new(ScalarKind.Number, number, NumberForm.Undecided, null);

    public static Scalar Of(JsonPart part) => part.Kind switch
    {
        JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object => Of(part.Text),
        JsonValueKind.Number when part.IsInteger && Math.Abs(part.Number) >= LastExactInteger => Undecided,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => new(ScalarKind.Number, part.Number, part.IsInteger ? NumberForm.Plain : NumberForm.Real, null),
        _ => Null,
    };

    /// <summary>A value of the request.</summary>
    public static Scalar OfParameter(Value value) => value.Kind switch
    {
        ValueKind.Null => Null,
        ValueKind.Text => Of(value.AsText()),
        ValueKind.Number => Of(value.AsNumber()),
        ValueKind.Bool => Of(value.AsBool()),
        ValueKind.List => Of(ListText.Of(value.AsList())),
        ValueKind.Json => Of(value.AsJson()),
        _ => Undecided,
    };

    /// <summary>A stored value, or what is below it.</summary>
    public static Scalar OfStored(Value value, ReadOnlySpan<string> path) => value.Kind switch
    {
        ValueKind.Json when path.IsEmpty => Of(JsonText.Read(value.AsJson(), path)).AsWholeColumn(),
        ValueKind.Json => Of(JsonText.Read(value.AsJson(), path)),
        ValueKind.Geo => OfPoint(value.AsGeo(), path),
        _ when !path.IsEmpty => Null,
        _ => OfParameter(value),
    };

    /// <summary>The text that <c>~</c> looks at; <see cref="Undecided"/> when the digits depend on the engine.</summary>
    public Scalar ToText()
    {
        if (Kind != ScalarKind.Number) return this;
        var text = Form switch
        {
            NumberForm.Plain => NumberText.Format(Number),
            NumberForm.Real => RealText.Format(Number),
            _ => null,
        };
        return text is null ? Undecided : Of(text);
    }

    /// <summary>The same for a stored number, whose digits the engine writes.</summary>
    public Scalar ToStoredText()
    {
        if (Kind != ScalarKind.Number || Form != NumberForm.Plain) return ToText();
        return IsInteger ? ToText() : (this with { Form = NumberForm.Real }).ToText();
    }

    /// <summary>A constant's text, on the left of <c>~</c> and against a text column: <c>1.0</c> of the number 1, <c>1</c> of true.</summary>
    public static Scalar TextOfConstant(Value constant) => constant.Kind == ValueKind.Number
        ? Of(RealText.Format(constant.AsNumber()) ?? NumberText.Format(constant.AsNumber()))
        : OfParameter(constant).ToText();

    private bool IsInteger => Number == Math.Floor(Number) && Math.Abs(Number) < LastExactInteger;

    // "1.0" as the whole of a JSON column may be kept as the integer it is.
    private Scalar AsWholeColumn() => Kind == ScalarKind.Number && Form == NumberForm.Real && IsInteger ? this with { Form = NumberForm.Undecided } : this;

    private static Scalar OfPoint(GeoPoint point, ReadOnlySpan<string> path) => path switch
    {
        [] => Undecided, // which part comes first depends on who stored it
        ["lon"] => Of(point.Lon),
        ["lat"] => Of(point.Lat),
        _ => Null,
    };
}
