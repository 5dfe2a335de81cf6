using System.Collections.Frozen;

namespace Basalt.Auth;

/// <summary>The providers that accounts can be linked with. Source: the protocol, collections page, section 4.</summary>
internal static class OAuth2ProviderNames
{
    private static readonly FrozenSet<string> Known = new[]
    {
        "apple", "bitbucket", "box", "discord", "facebook", "gitea", "gitee", "github", "gitlab", "google", "instagram2", "kakao", "lark",
        "linear", "livechat", "mailcow", "microsoft", "monday", "notion", "oidc", "oidc2", "oidc3", "patreon", "planningcenter", "spotify",
        "strava", "trakt", "twitch", "twitter", "vk", "wakatime", "yandex",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => Known.Contains(name);
}
