using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>One or several of a list of texts.</summary>
public sealed record SelectField : ListLikeField
{
    public override string Type => "select";

    /// <summary>What may be chosen.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    // As for the other types with lists: fields are the same when their definitions are.
    public bool Equals(SelectField? other) => base.Equals(other) && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Values.Length);

    internal static SelectField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Values = options.Texts("values"u8) ?? [],
        MaxSelect = options.Int("maxSelect"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var items = ItemsOf(value);
        if (items.Count > Math.Max(MaxSelect, 1)) return SelectionErrors.TooMany(Math.Max(MaxSelect, 1));
        foreach (var item in items)
        {
            if (!Values.Contains(item)) return FieldError.With("validation_invalid_value", $"Invalid value {item}.", "value", item);
        }

        return null;
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("values", Values);
        options.Add("maxSelect", MaxSelect);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (Values.IsEmpty) errors.Add("values", FieldError.Required);
        if (MaxSelect < 0) errors.Add("maxSelect", FieldOptionError.AtLeast(0));
        else if (MaxSelect > Math.Max(Values.Length, 1)) errors.Add("maxSelect", FieldOptionError.AtMost(Math.Max(Values.Length, 1)));
    }
}
