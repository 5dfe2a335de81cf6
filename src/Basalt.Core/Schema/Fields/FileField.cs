using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Names of stored files.</summary>
public sealed record FileField : Field
{
    public override string Type => "file";

    public override ColumnKind Column => IsMultiple ? ColumnKind.List : ColumnKind.Text;

    public override Value Zero => IsMultiple ? Value.EmptyList : Value.EmptyText;

    public override bool IsMultiple => MaxSelect > 1;

    /// <summary>Most files; multiple when above 1.</summary>
    public int MaxSelect { get; init; }

    /// <summary>Most bytes a file; 0 means 5 MiB.</summary>
    public long MaxSize { get; init; }

    /// <summary>Accepted media types; null or empty for all.</summary>
    public ImmutableArray<string>? MimeTypes { get; init; }

    /// <summary>Sizes of previews, such as 100x100.</summary>
    public ImmutableArray<string>? Thumbs { get; init; }

    /// <summary>Served only with a file token and under the view rule.</summary>
    public bool Protected { get; init; }
}
