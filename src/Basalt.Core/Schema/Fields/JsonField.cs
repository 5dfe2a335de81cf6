using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Any JSON.</summary>
public sealed record JsonField : Field
{
    public override string Type => "json";

    public override ColumnKind Column => ColumnKind.Json;

    public override Value Zero => Value.Null;

    /// <summary>Most bytes; 0 means 1 MiB.</summary>
    public long MaxSize { get; init; }
}
