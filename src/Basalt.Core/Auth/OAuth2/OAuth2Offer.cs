using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>What a client needs to send somebody to a provider. Nothing of it is stored: state and verifier are the client's to keep.</summary>
internal sealed record OAuth2Offer(string Name, string DisplayName, string Logo, string State, string AuthUrl, string Verifier, string Challenge)
{
    private const int StateChars = 30;
    private const int VerifierChars = 43;

    /// <returns>Null for a provider that can't be used.</returns>
    public static OAuth2Offer? Of(OAuth2Provider options)
    {
        if (ConfiguredProvider.Of(options) is not { } provider) return null;
        var state = RandomText.Of(RandomText.Alphanumeric, StateChars);
        var verifier = provider.Pkce ? RandomText.Of(RandomText.Alphanumeric, VerifierChars) : "";
        var challenge = provider.Pkce ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : "";
        return new OAuth2Offer(options.Name, provider.DisplayName, LogoOf(provider.DisplayName), state, UrlOf(provider, state, challenge), verifier, challenge);
    }

    // The redirect comes last and empty: clients append their own.
    private static string UrlOf(ConfiguredProvider provider, string state, string challenge)
    {
        var url = new StringBuilder(provider.AuthUrl).Append(provider.AuthUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?');
        url.Append("client_id=").Append(WebUtility.UrlEncode(provider.Options.ClientId));
        if (challenge.Length > 0) url.Append("&code_challenge=").Append(challenge).Append("&code_challenge_method=S256");
        url.Append("&response_type=code");
        if (provider.Scopes.Length > 0) url.Append("&scope=").Append(WebUtility.UrlEncode(string.Join(' ', provider.Scopes)));
        return url.Append("&state=").Append(state).Append(provider.Profile.AuthExtra).Append("&redirect_uri=").ToString();
    }

    // A badge with the first letter: the marks of the providers are theirs.
    private static string LogoOf(string displayName)
    {
        var letter = StringInfo.GetNextTextElement(displayName.Length > 0 ? displayName : "?").ToUpperInvariant();
        return $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#5b6472"/><text x="12" y="17" text-anchor="middle" font-family="sans-serif" font-size="14" fill="#fff">{WebUtility.HtmlEncode(letter)}</text></svg>""";
    }
}
