namespace Basalt.Schema;

/// <summary>
/// The access rules of a collection, as texts: null is locked (superusers only), "" is open to everyone, anything else an
/// expression of the rule language. Closed until somebody opens it.
/// </summary>
public sealed record RuleSet
{
    public static RuleSet Locked { get; } = new();

    public string? List { get; init; }

    public string? View { get; init; }

    public string? Create { get; init; }

    public string? Update { get; init; }

    public string? Delete { get; init; }
}
