namespace Basalt.Auth;

/// <summary>What a token says. There is nothing else in a token, and no record of it on the server.</summary>
public sealed record TokenClaims
{
    public required string Id { get; init; }

    public required string CollectionId { get; init; }

    /// <summary>As the claim spells it, such as <c>auth</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Unix time in seconds; the token is void from then on. Fractions occur in tokens of others.</summary>
    public required double ExpiresAt { get; init; }

    /// <summary>Unix time in seconds from which on the token is good, or null. Never in tokens of this server.</summary>
    public double? NotBefore { get; init; }

    /// <summary>Unix time in seconds at which it was made, or null. Never in tokens of this server.</summary>
    public double? IssuedAt { get; init; }

    /// <summary>Of an auth token: whether a refresh gives a new one. Null where there is no such claim.</summary>
    public bool? Refreshable { get; init; }

    /// <summary>The record's e-mail when the token was made, or null.</summary>
    public string? Email { get; init; }

    /// <summary>The e-mail that is to become the record's, or null.</summary>
    public string? NewEmail { get; init; }

    /// <summary>No leeway: one clock makes and checks these tokens.</summary>
    public bool AreValidAt(DateTimeOffset moment)
    {
        var now = moment.ToUnixTimeMilliseconds() / 1000d;
        return ExpiresAt > now && !(NotBefore > now) && !(IssuedAt > now);
    }
}
