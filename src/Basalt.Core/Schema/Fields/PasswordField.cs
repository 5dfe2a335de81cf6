using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A password, stored as a hash only and never output.</summary>
public sealed record PasswordField : Field
{
    public override string Type => "password";

    public override ColumnKind Column => ColumnKind.Text;

    public override Value Zero => Value.EmptyText;

    /// <summary>Regular expression the plain password must match, or "".</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Fewest code points; 0 for any.</summary>
    public int Min { get; init; }

    /// <summary>Most code points; 0 means 71.</summary>
    public int Max { get; init; }

    /// <summary>bcrypt cost of imported definitions, kept as it came; 0 means 10. New hashes are Argon2id and ignore it.</summary>
    public int Cost { get; init; }
}
