using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>A moment in UTC, to the millisecond.</summary>
public sealed record DateField : MomentField
{
    public override string Type => "date";

    /// <summary>Earliest moment as date text, or "".</summary>
    public string Min { get; init; } = "";

    /// <summary>Latest moment as date text, or "".</summary>
    public string Max { get; init; } = "";

    public override Value Coerce(JsonElement input) =>
        input.ValueKind == JsonValueKind.String && DateText.TryParse(JsonText.Text(input), out var date) ? Value.Text(date) : Zero;

    internal static DateField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Min = Normal(options.Text("min"u8)),
        Max = Normal(options.Text("max"u8)),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var date = value.AsText();
        if (!DateText.TryParse(date, out var normal) || normal != date) return FieldError.InvalidValue; // set by code
        if (Min.Length > 0 && string.CompareOrdinal(date, Min) < 0)
        {
            return FieldError.With("validation_min_greater_equal_than_required", $"Must be no earlier than {Min}.", "threshold", Min);
        }

        return Max.Length > 0 && string.CompareOrdinal(date, Max) > 0
            ? FieldError.With("validation_max_less_equal_than_required", $"Must be no later than {Max}.", "threshold", Max)
            : null;
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("min", Min);
        options.Add("max", Max);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (Min.Length > 0 && Max.Length > 0 && string.CompareOrdinal(Max, Min) < 0)
        {
            errors.Add("max", new FieldError("validation_date_out_of_range", $"Must be no earlier than {Min}."));
        }
    }

    private static string Normal(string text) => DateText.TryParse(text, out var date) ? date : "";
}
