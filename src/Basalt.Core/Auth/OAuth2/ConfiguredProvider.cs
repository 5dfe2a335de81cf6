using System.Text.Json;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>A provider as a collection has it: what is configured counts, else what its profile says.</summary>
internal sealed class ConfiguredProvider
{
    private ConfiguredProvider(OAuth2Provider options, ProviderProfile profile)
    {
        Options = options;
        Profile = profile;
        DisplayName = FirstOf(options.DisplayName, profile.DisplayName);
        AuthUrl = FirstOf(options.AuthUrl, profile.AuthUrl);
        TokenUrl = FirstOf(options.TokenUrl, profile.TokenUrl);
        UserInfoUrl = FirstOf(options.UserInfoUrl, profile.UserInfoUrl);
        Pkce = options.Pkce ?? profile.Pkce;
        var claim = profile.IdTokenEmails is null ? "" : TextOfExtra("idTokenEmailClaim");
        Scopes = claim.Length > 0 ? [.. profile.Scopes, "openid"] : profile.Scopes;
        IdTokenEmail = profile.IdTokenEmails?.GetValueOrDefault(claim);
    }

    public OAuth2Provider Options { get; }

    public ProviderProfile Profile { get; }

    public string DisplayName { get; }

    public string AuthUrl { get; }

    public string TokenUrl { get; }

    public string UserInfoUrl { get; }

    public bool Pkce { get; }

    public string[] Scopes { get; }

    /// <summary>Takes the address from the claims of the id token; null where it stands in the user's answer.</summary>
    public Func<JsonElement, string>? IdTokenEmail { get; }

    /// <returns>Null when it can't be used: unknown, or without a place to ask.</returns>
    public static ConfiguredProvider? Of(OAuth2Provider options)
    {
        if (ProviderProfiles.Find(options.Name) is not { } profile) return null;
        var provider = new ConfiguredProvider(options, profile);
        return IsWeb(provider.AuthUrl) && IsWeb(provider.TokenUrl) && (provider.UserInfoUrl.Length == 0 || IsWeb(provider.UserInfoUrl)) ? provider : null;
    }

    /// <summary>Rules of its id token: its profile's, else those of <c>extra</c>.</summary>
    public IdTokenRules IdTokenRules()
    {
        if (Profile.IdToken is { } own) return own;
        if (Options.Extra is not { Length: > 0 } extra) return new IdTokenRules([], "", NeedsExpiry: false);
        using var json = JsonDocument.Parse(extra);
        var issuers = JsonPath.Find(json.RootElement, "issuers") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!).ToArray()
            : [];
        return new IdTokenRules(issuers, JsonPath.Text(json.RootElement, "jwksURL"), NeedsExpiry: false);
    }

    private string TextOfExtra(string name)
    {
        if (Options.Extra is not { Length: > 0 } extra) return "";
        using var json = JsonDocument.Parse(extra);
        return JsonPath.Text(json.RootElement, name);
    }

    private static string FirstOf(string configured, string own) => configured.Length > 0 ? configured : own;

    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
