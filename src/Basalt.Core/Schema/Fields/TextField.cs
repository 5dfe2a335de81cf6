using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Plain text.</summary>
public sealed record TextField : TextLikeField
{
    /// <summary>Pattern of ids that the database alone keeps apart; see <see cref="HasCustomIds"/>.</summary>
    public const string DefaultIdPattern = "^[a-z0-9]+$";

    private const int DefaultMax = 5000;

    public override string Type => "text";

    /// <summary>Fewest code points of a value that is not empty; 0 for any.</summary>
    public int Min { get; init; }

    /// <summary>Most code points; 0 means 5000.</summary>
    public int Max { get; init; }

    /// <summary>Regular expression a value must match, or "".</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Regular expression that new values are made from when none is submitted, or "".</summary>
    public string AutogeneratePattern { get; init; } = "";

    public bool PrimaryKey { get; init; }

    /// <summary>
    /// A primary key with a pattern of its own: its values may differ in case only, which the writer has to look for
    /// (<c>validation_pk_invalid</c>), and must be usable as the name of a folder, which <see cref="Field.Check"/> sees to.
    /// </summary>
    public bool HasCustomIds => PrimaryKey && Pattern != DefaultIdPattern;

    /// <summary>A new random value by <see cref="AutogeneratePattern"/>; "" without a pattern or when it can't be used.</summary>
    public string Generate() => AutogeneratePattern.Length > 0 && PatternGenerator.TryGet(AutogeneratePattern, out var made) ? made.Next() : "";

    internal static TextField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Min = options.Int("min"u8),
        Max = options.Int("max"u8),
        Pattern = options.Text("pattern"u8),
        AutogeneratePattern = options.Text("autogeneratePattern"u8),
        PrimaryKey = options.Bool("primaryKey"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var text = value.AsText();
        if (HasCustomIds && PathSafeId.Check(text) is { } unsafeId) return unsafeId;
        return TextRules.Check(text, Min, Max == 0 ? DefaultMax : Max, Pattern, withParams: true);
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("min", Min);
        options.Add("max", Max);
        options.Add("pattern", Pattern);
        options.Add("autogeneratePattern", AutogeneratePattern);
        options.Add("primaryKey", PrimaryKey);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (PrimaryKey) CheckPrimaryKey(context, errors);
        CommonOptions.CheckSize("min", Min, errors);
        CommonOptions.CheckSize("max", Max, errors);
        if (Max != 0 && Max < Min) errors.Add("max", FieldOptionError.AtLeast(Min));
        CommonOptions.CheckRegex("pattern", Pattern, errors);
        if (AutogeneratePattern.Length > 0) CheckAutogenerate(errors);
    }

    private void CheckPrimaryKey(FieldOptionsContext context, ErrorTree errors)
    {
        if (Name != "id") errors.Add("name", new FieldError("validation_in_invalid", "A primary key must be named id."));
        if (!Required) errors.Add("required", FieldError.Required);
        if (Hidden) errors.Add("hidden", FieldOptionError.NotEmpty);
        if (Pattern.Length == 0) errors.Add("pattern", FieldError.Required);
        if (context.Fields.Any(f => f is TextField { PrimaryKey: true } && f.Id != Id)) errors.Add("primaryKey", FieldOptionError.CompositePrimaryKey);
    }

    private void CheckAutogenerate(ErrorTree errors)
    {
        const int Trials = 10;
        if (!PatternGenerator.TryGet(AutogeneratePattern, out var generator))
        {
            errors.Add("autogeneratePattern", new FieldError(
                "validation_invalid_autogenerate_pattern", "Must be a regular expression of characters, classes, groups and repetitions."));
            return;
        }

        for (var i = 0; i < Trials; i++)
        {
            if (CheckValue(Value.Text(generator.Next())) is not { } refused) continue;
            errors.Add("autogeneratePattern", new FieldError(
                "validation_invalid_autogenerate_pattern_value", $"A generated value breaks the rules of the field. {refused.Message}"));
            return;
        }
    }
}
