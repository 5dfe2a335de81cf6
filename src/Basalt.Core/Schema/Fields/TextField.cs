using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Plain text.</summary>
public sealed record TextField : Field
{
    public override string Type => "text";

    public override ColumnKind Column => ColumnKind.Text;

    public override Value Zero => Value.EmptyText;

    /// <summary>Fewest code points of a value that is not empty; 0 for any.</summary>
    public int Min { get; init; }

    /// <summary>Most code points; 0 means 5000.</summary>
    public int Max { get; init; }

    /// <summary>Regular expression a value must match, or "".</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Regular expression that new values are made from when none is submitted, or "".</summary>
    public string AutogeneratePattern { get; init; } = "";

    public bool PrimaryKey { get; init; }
}
