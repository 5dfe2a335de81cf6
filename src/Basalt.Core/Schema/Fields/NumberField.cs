using Basalt.Records;

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
}
