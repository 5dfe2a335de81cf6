namespace Basalt.Auth;

/// <summary>Whom a provider says it is. Texts are "" where it says nothing.</summary>
public sealed record OAuth2User
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Username { get; init; } = "";

    /// <summary>Only an address that the provider vouches for: accounts are linked by it.</summary>
    public string Email { get; init; } = "";

    public string AvatarUrl { get; init; } = "";

    /// <summary>The provider's whole answer, a JSON object.</summary>
    public string RawJson { get; init; } = "{}";

    public string AccessToken { get; init; } = "";

    public string RefreshToken { get; init; } = "";

    /// <summary>Date text, or "".</summary>
    public string Expiry { get; init; } = "";
}

/// <summary>What a provider gave the browser, to be exchanged for a user.</summary>
/// <param name="Code">Good once.</param>
/// <param name="Verifier">Of PKCE; sent on only where the provider has it on.</param>
/// <param name="RedirectUrl">That of the authorize step; the provider compares them.</param>
public sealed record OAuth2Code(string Code, string Verifier, string RedirectUrl);

/// <summary>Asks identity providers.</summary>
public interface IOAuth2Gateway
{
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: the code is no good, or the user can't be told.</exception>
    Task<OAuth2User> FetchAsync(Schema.OAuth2Provider provider, OAuth2Code code, CancellationToken ct);
}
