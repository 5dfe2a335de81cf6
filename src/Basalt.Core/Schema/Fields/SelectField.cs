using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>One or several of a list of texts.</summary>
public sealed record SelectField : Field
{
    public override string Type => "select";

    public override ColumnKind Column => IsMultiple ? ColumnKind.List : ColumnKind.Text;

    public override Value Zero => IsMultiple ? Value.EmptyList : Value.EmptyText;

    public override bool IsMultiple => MaxSelect > 1;

    /// <summary>What may be chosen.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Most values; multiple when above 1.</summary>
    public int MaxSelect { get; init; }
}
