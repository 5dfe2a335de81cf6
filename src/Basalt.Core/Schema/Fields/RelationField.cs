using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Ids of records of a collection.</summary>
public sealed record RelationField : Field
{
    public override string Type => "relation";

    public override ColumnKind Column => IsMultiple ? ColumnKind.List : ColumnKind.Text;

    public override Value Zero => IsMultiple ? Value.EmptyList : Value.EmptyText;

    public override bool IsMultiple => MaxSelect > 1;

    /// <summary>Id of the collection whose records it points to.</summary>
    public string CollectionId { get; init; } = "";

    /// <summary>A record goes when the last record it points to goes.</summary>
    public bool CascadeDelete { get; init; }

    /// <summary>Fewest ids of a value that is not empty.</summary>
    public int MinSelect { get; init; }

    /// <summary>Most ids; multiple when above 1.</summary>
    public int MaxSelect { get; init; }
}
