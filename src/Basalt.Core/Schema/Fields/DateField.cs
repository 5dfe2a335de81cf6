using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A moment in UTC, to the millisecond.</summary>
public sealed record DateField : Field
{
    public override string Type => "date";

    public override ColumnKind Column => ColumnKind.Date;

    public override Value Zero => Value.EmptyText;

    /// <summary>Earliest moment as date text, or "".</summary>
    public string Min { get; init; } = "";

    /// <summary>Latest moment as date text, or "".</summary>
    public string Max { get; init; } = "";
}
