using System.Collections.Immutable;

namespace Basalt.Auth;

/// <summary>The providers that accounts can be linked with, and auth collections configured with. Source: the protocol, auth page, section 5.2.</summary>
public static class OAuth2ProviderNames
{
    /// <summary>Name and default display name, in the order in which clients are to show them.</summary>
    public static ImmutableArray<(string Name, string DisplayName)> All { get; } =
    [
        ("apple", "Apple"), ("google", "Google"), ("microsoft", "Microsoft"), ("yandex", "Yandex"), ("facebook", "Facebook"),
        ("instagram2", "Instagram"), ("github", "GitHub"), ("gitlab", "GitLab"), ("bitbucket", "Bitbucket"), ("gitee", "Gitee"),
        ("gitea", "Gitea/Forgejo"), ("discord", "Discord"), ("twitter", "X/Twitter"), ("kakao", "Kakao"), ("vk", "ВКонтакте"),
        ("linear", "Linear"), ("notion", "Notion"), ("monday", "monday.com"), ("lark", "Lark"), ("box", "Box"), ("spotify", "Spotify"),
        ("trakt", "Trakt"), ("twitch", "Twitch"), ("patreon", "Patreon"), ("strava", "Strava"), ("wakatime", "WakaTime"),
        ("livechat", "LiveChat"), ("mailcow", "mailcow"), ("planningcenter", "Planning Center"), ("oidc", "OIDC"), ("oidc2", "OIDC"),
        ("oidc3", "OIDC"),
    ];

    public static bool Contains(string name) => All.Any(p => p.Name == name);
}
