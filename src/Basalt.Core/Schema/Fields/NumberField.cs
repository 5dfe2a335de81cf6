using System.Globalization;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>A double.</summary>
public sealed record NumberField : Field
{
    public override string Type => "number";

    public override ColumnKind Column => ColumnKind.Number;

    public override Value Zero => Value.Number(0);

    /// <summary>Smallest value, or null for any. Not applied to 0.</summary>
    public double? Min { get; init; }

    /// <summary>Largest value, or null for any. Not applied to 0.</summary>
    public double? Max { get; init; }

    public bool OnlyInt { get; init; }

    /// <summary>A number too large for a double becomes infinite, which <see cref="Field.Check"/> refuses.</summary>
    public override Value Coerce(JsonElement input) => Value.Number(input.ValueKind switch
    {
        JsonValueKind.Number => Parse(JsonText.Raw(input)),
        JsonValueKind.String => Parse(JsonText.Raw(input)[1..^1]),
        JsonValueKind.True => 1,
        _ => 0,
    });

    // 0 and -0 are one value.
    public override bool IsZero(Value value) => value.AsNumber() == 0;

    public override Value Read(RecordRow row, int column) => Value.Number(Stored(row, column));

    public override void WriteStored(RecordRow row, int column, JsonBuffer json) => json.Number(Stored(row, column));

    public override void Write(Value value, JsonBuffer json) => json.Number(value.AsNumber());

    internal static NumberField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Min = options.Number("min"u8),
        Max = options.Number("max"u8),
        OnlyInt = options.Bool("onlyInt"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var number = value.AsNumber();
        if (!double.IsFinite(number)) return new FieldError("validation_not_a_number", "The submitted number is not properly formatted.");
        if (OnlyInt && !double.IsInteger(number)) return FieldOptionError.OnlyInt;
        if (number < Min) return FieldError.With("validation_min_number_constraint", $"Must be no less than {NumberText.Format(Min.Value)}.", "min", Min.Value);
        return number > Max
            ? FieldError.With("validation_max_number_constraint", $"Must be no greater than {NumberText.Format(Max.Value)}.", "max", Max.Value)
            : null;
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("min", Min);
        options.Add("max", Max);
        options.Add("onlyInt", OnlyInt);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (OnlyInt && Min is { } min && !double.IsInteger(min)) errors.Add("min", FieldOptionError.OnlyInt);
        if (OnlyInt && Max is { } max && !double.IsInteger(max)) errors.Add("max", FieldOptionError.OnlyInt);
        if (Max < Min)
        {
            errors.Add("max", FieldError.With("validation_min_number_constraint", $"Must be no less than {NumberText.Format(Min.Value)}.", "min", Min.Value));
        }
    }

    private static double Stored(RecordRow row, int column) => row.KindOf(column) switch
    {
        StoredKind.Integer => row.Integer(column),
        StoredKind.Real => row.Real(column),
        StoredKind.Text => Parse(row.Utf8(column)),
        _ => 0,
    };

    private static double Parse(ReadOnlySpan<byte> text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
