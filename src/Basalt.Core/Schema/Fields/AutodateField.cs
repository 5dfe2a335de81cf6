using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A moment that the server sets.</summary>
public sealed record AutodateField : Field
{
    public override string Type => "autodate";

    public override ColumnKind Column => ColumnKind.Date;

    public override Value Zero => Value.EmptyText;

    public bool OnCreate { get; init; }

    public bool OnUpdate { get; init; }
}
