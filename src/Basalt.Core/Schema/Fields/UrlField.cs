using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A URL.</summary>
public sealed record UrlField : Field
{
    public override string Type => "url";

    public override ColumnKind Column => ColumnKind.Text;

    public override Value Zero => Value.EmptyText;

    /// <summary>Domains that are refused; null when never set. Not together with <see cref="OnlyDomains"/>.</summary>
    public ImmutableArray<string>? ExceptDomains { get; init; }

    /// <summary>The only domains that are accepted; null when never set.</summary>
    public ImmutableArray<string>? OnlyDomains { get; init; }
}
