using System.Text.Json;

namespace Basalt.Auth;

/// <summary>
/// What one provider does otherwise than the others; where nothing is said it follows RFC 6749 and 7636. Paths are those of
/// <see cref="JsonPath"/> in the user's JSON.
/// </summary>
internal sealed record ProviderProfile(string Name, string DisplayName)
{
    public string AuthUrl { get; init; } = "";

    public string TokenUrl { get; init; } = "";

    /// <summary>"" where the id token says who it is.</summary>
    public string UserInfoUrl { get; init; } = "";

    public string[] Scopes { get; init; } = [];

    public bool Pkce { get; init; } = true;

    /// <summary>More parameters of the authorize URL, beginning with &amp;.</summary>
    public string AuthExtra { get; init; } = "";

    public string Id { get; init; } = "id";

    public string FullName { get; init; } = "";

    public string Username { get; init; } = "";

    public string Avatar { get; init; } = "";

    public string Email { get; init; } = "";

    /// <summary>Must be true for the e-mail to count; "" where the provider only has addresses that it knows to be the user's.</summary>
    public string EmailVerified { get; init; } = "";

    /// <summary>Where addresses are a list of their own.</summary>
    public EmailList? Emails { get; init; }

    /// <summary>Must have that text, else the account is not one to sign in with.</summary>
    public (string Path, string Text) Active { get; init; }

    /// <summary>Must be there, for providers that answer "nobody" with an empty list.</summary>
    public string Root { get; init; } = "";

    /// <summary>Headers of the user's request; <c>{clientId}</c> is filled in.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>Where the user is asked for by a GraphQL query.</summary>
    public string Query { get; init; } = "";

    /// <summary>The rules of an id token that the provider's own documents give, or null for those that are configured.</summary>
    public IdTokenRules? IdToken { get; init; }

    /// <summary>
    /// Where the address may be taken from the id token although the user has a URL: by the value of <c>extra.idTokenEmailClaim</c>, what is
    /// taken from the claims. Any other value takes it from the user.
    /// </summary>
    public IReadOnlyDictionary<string, Func<JsonElement, string>>? IdTokenEmails { get; init; }

    /// <summary>Member of the token answer that belongs to what the provider says of the user, or "".</summary>
    public string RawFromToken { get; init; } = "";

    /// <summary>What paths can't say. Given the user's JSON and the token answer.</summary>
    public Func<OAuth2User, JsonElement, JsonElement, OAuth2User>? Adjust { get; init; }
}

/// <param name="Url">Or "" for the user's URL with <c>/emails</c> behind it.</param>
/// <param name="Items">Path of the list in the answer, "" for the answer itself.</param>
/// <param name="Fits">Whether an item is the address that may be trusted.</param>
/// <param name="ForgivesAll">Any failure means that there is none; else only that one may not look.</param>
internal sealed record EmailList(string Url, string Items, Func<JsonElement, bool> Fits, bool ForgivesAll = false);

/// <param name="Issuers">Any of them; empty for any at all.</param>
/// <param name="KeysUrl">Where its keys are published; "" where the signature is not looked at, because the token came straight from the provider.</param>
/// <param name="NeedsExpiry">Whether one without an end is refused.</param>
internal sealed record IdTokenRules(string[] Issuers, string KeysUrl, bool NeedsExpiry);
