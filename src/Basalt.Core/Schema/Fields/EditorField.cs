using Basalt.Records;

namespace Basalt.Schema;

/// <summary>HTML from an editor, stored as submitted.</summary>
public sealed record EditorField : Field
{
    public override string Type => "editor";

    public override ColumnKind Column => ColumnKind.Text;

    public override Value Zero => Value.EmptyText;

    /// <summary>Most bytes; 0 means 5 MiB.</summary>
    public long MaxSize { get; init; }

    public bool ConvertUrls { get; init; }
}
