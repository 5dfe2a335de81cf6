using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// A password, stored as a hash only and never output. Its values come in two forms that must not be mixed up:
/// <see cref="Field.Coerce"/> gives the <i>plain</i> text and <see cref="Field.Check"/> judges plain text; a record and
/// <see cref="Field.Read"/> hold the <i>hash</i>. Between them stands the writer: it checks what was coerced, hashes it, and only then
/// puts it into the record. A stored hash is never checked again.
/// </summary>
public sealed record PasswordField : TextLikeField
{
    private const int DefaultMax = 71;
    private const int CostMin = 4;
    private const int CostMax = 31;

    public override string Type => "password";

    /// <summary>Regular expression the plain password must match, or "".</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Fewest code points; 0 for any.</summary>
    public int Min { get; init; }

    /// <summary>Most code points; 0 means 71.</summary>
    public int Max { get; init; }

    /// <summary>bcrypt cost of imported definitions, kept as it came; 0 means 10. New hashes are Argon2id and ignore it.</summary>
    public int Cost { get; init; }

    /// <summary>Always "": a hash is nobody's to see.</summary>
    public override void WriteStored(RecordRow row, int column, JsonBuffer json) => json.String(""u8);

    /// <inheritdoc cref="WriteStored"/>
    public override void Write(Value value, JsonBuffer json) => json.String(""u8);

    internal static PasswordField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Pattern = options.Text("pattern"u8),
        Min = options.Int("min"u8),
        Max = options.Int("max"u8),
        Cost = options.Int("cost"u8),
    };

    private protected override FieldError? CheckValue(Value value) =>
        TextRules.Check(value.AsText(), Min, Max == 0 ? DefaultMax : Max, Pattern, withParams: false);

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("pattern", Pattern);
        options.Add("min", Min);
        options.Add("max", Max);
        options.Add("cost", Cost);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        CommonOptions.CheckRegex("pattern", Pattern, errors);
        CheckRange("min", Min, 1, DefaultMax, errors);
        CheckRange("max", Max, Math.Max(Min, 1), DefaultMax, errors);
        CheckRange("cost", Cost, CostMin, CostMax, errors);
    }

    private static void CheckRange(string option, int value, int min, int max, ErrorTree errors)
    {
        if (value == 0) return;
        if (value < min) errors.Add(option, FieldOptionError.AtLeast(min));
        else if (value > max) errors.Add(option, FieldOptionError.AtMost(max));
    }
}
