using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Basalt.Auth;

/// <summary>The providers, in the order in which clients are to show them. Source: the protocol, accounts page, section 5.2.</summary>
internal static class ProviderProfiles
{
    private static readonly EmailList PrimaryAndVerified = new("", "", e => JsonPath.IsTrue(e, "primary") && JsonPath.IsTrue(e, "verified"));

    // "mail" of the user may be what an administrator of any tenant wrote; these claims say more, or less, as the operator chooses.
    private static readonly FrozenDictionary<string, Func<JsonElement, string>> MicrosoftEmails = new Dictionary<string, Func<JsonElement, string>>
    {
        ["verified_primary_email"] = MicrosoftPrimary,
        ["email_and_xms_edov"] = MicrosoftOwned,
        ["any_verified"] = claims => MicrosoftPrimary(claims) is { Length: > 0 } primary ? primary : MicrosoftOwned(claims),
        ["email"] = claims => JsonPath.Text(claims, "email"),
    }.ToFrozenDictionary();

    public static ImmutableArray<ProviderProfile> All { get; } =
    [
        new("apple", "Apple")
        {
            AuthUrl = "https://appleid.apple.com/auth/authorize", TokenUrl = "https://appleid.apple.com/auth/token", Scopes = ["name", "email"],
            AuthExtra = "&response_mode=form_post", Id = "sub", FullName = "name", Email = "email", EmailVerified = "email_verified",
            IdToken = new(["https://appleid.apple.com"], "https://appleid.apple.com/auth/keys", NeedsExpiry: true),
        },
        new("google", "Google")
        {
            AuthUrl = "https://accounts.google.com/o/oauth2/v2/auth", TokenUrl = "https://oauth2.googleapis.com/token",
            UserInfoUrl = "https://www.googleapis.com/oauth2/v3/userinfo",
            Scopes = ["https://www.googleapis.com/auth/userinfo.profile", "https://www.googleapis.com/auth/userinfo.email"],
            Id = "sub", FullName = "name", Avatar = "picture", Email = "email", EmailVerified = "email_verified",
        },
        new("microsoft", "Microsoft")
        {
            AuthUrl = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize", TokenUrl = "https://login.microsoftonline.com/common/oauth2/v2.0/token",
            UserInfoUrl = "https://graph.microsoft.com/v1.0/me", Scopes = ["User.Read"], FullName = "displayName", Email = "mail", IdTokenEmails = MicrosoftEmails,
        },
        new("yandex", "Yandex")
        {
            AuthUrl = "https://oauth.yandex.com/authorize", TokenUrl = "https://oauth.yandex.com/token", UserInfoUrl = "https://login.yandex.ru/info",
            Scopes = ["login:email", "login:avatar", "login:info"], FullName = "real_name", Username = "login", Email = "default_email",
            Adjust = (user, json, _) => JsonPath.IsTrue(json, "is_avatar_empty") ? user
                : user with { AvatarUrl = $"https://avatars.yandex.net/get-yapic/{JsonPath.Text(json, "default_avatar_id")}/islands-200" },
        },
        new("facebook", "Facebook")
        {
            AuthUrl = "https://www.facebook.com/v3.2/dialog/oauth", TokenUrl = "https://graph.facebook.com/v3.2/oauth/access_token",
            UserInfoUrl = "https://graph.facebook.com/me?fields=name,email,picture.type(large)", Scopes = ["email"], FullName = "name", Avatar = "picture.data.url", Email = "email",
        },
        new("instagram2", "Instagram")
        {
            AuthUrl = "https://www.instagram.com/oauth/authorize", TokenUrl = "https://api.instagram.com/oauth/access_token",
            UserInfoUrl = "https://graph.instagram.com/me?fields=id,username,account_type,user_id,name,profile_picture_url,followers_count,follows_count,media_count",
            Scopes = ["instagram_business_basic"], Id = "user_id", FullName = "name", Username = "username", Avatar = "profile_picture_url", RawFromToken = "permissions",
        },
        new("github", "GitHub")
        {
            AuthUrl = "https://github.com/login/oauth/authorize", TokenUrl = "https://github.com/login/oauth/access_token", UserInfoUrl = "https://api.github.com/user",
            Scopes = ["read:user", "user:email"], FullName = "name", Username = "login", Avatar = "avatar_url", Emails = PrimaryAndVerified,
        },
        new("gitlab", "GitLab")
        {
            AuthUrl = "https://gitlab.com/oauth/authorize", TokenUrl = "https://gitlab.com/oauth/token", UserInfoUrl = "https://gitlab.com/api/v4/user",
            Scopes = ["read_user"], FullName = "name", Username = "username", Avatar = "avatar_url",
            Adjust = (user, json, _) => IsMoment(JsonPath.Text(json, "confirmed_at")) ? user with { Email = JsonPath.Text(json, "email") } : user,
        },
        new("bitbucket", "Bitbucket")
        {
            AuthUrl = "https://bitbucket.org/site/oauth2/authorize", TokenUrl = "https://bitbucket.org/site/oauth2/access_token",
            UserInfoUrl = "https://api.bitbucket.org/2.0/user", Scopes = ["account"], Pkce = false, Id = "uuid", FullName = "display_name", Username = "username",
            Avatar = "links.avatar.href", Active = ("account_status", "active"),
            Emails = new("", "values", e => JsonPath.IsTrue(e, "is_primary") && JsonPath.IsTrue(e, "is_confirmed"), ForgivesAll: true),
        },
        new("gitee", "Gitee")
        {
            AuthUrl = "https://gitee.com/oauth/authorize", TokenUrl = "https://gitee.com/oauth/token", UserInfoUrl = "https://gitee.com/api/v5/user",
            Scopes = ["user_info", "emails"], FullName = "name", Username = "login", Avatar = "avatar_url", Email = "email",
            Emails = new("https://gitee.com/api/v5/emails", "", e => JsonPath.Text(e, "state") == "confirmed" && HasItem(e, "scope", "primary")),
        },
        new("gitea", "Gitea/Forgejo")
        {
            AuthUrl = "https://gitea.com/login/oauth/authorize", TokenUrl = "https://gitea.com/login/oauth/access_token", UserInfoUrl = "https://gitea.com/api/v1/user",
            Scopes = ["read:user", "user:email"], FullName = "full_name", Username = "login", Avatar = "avatar_url", Active = ("active", "true"), Emails = PrimaryAndVerified,
        },
        new("discord", "Discord")
        {
            AuthUrl = "https://discord.com/api/oauth2/authorize", TokenUrl = "https://discord.com/api/oauth2/token", UserInfoUrl = "https://discord.com/api/users/@me",
            Scopes = ["identify", "email"], FullName = "global_name", Username = "username", Email = "email", EmailVerified = "verified",
            Adjust = (user, json, _) => user with
            {
                Name = user.Name.Length > 0 ? user.Name : Discriminated(user.Username, JsonPath.Text(json, "discriminator")),
                AvatarUrl = JsonPath.Text(json, "avatar") is { Length: > 0 } avatar ? $"https://cdn.discordapp.com/avatars/{user.Id}/{avatar}.png" : "",
            },
        },
        new("twitter", "X/Twitter")
        {
            AuthUrl = "https://x.com/i/oauth2/authorize", TokenUrl = "https://api.x.com/2/oauth2/token",
            UserInfoUrl = "https://api.x.com/2/users/me?user.fields=id,name,username,profile_image_url,confirmed_email",
            Scopes = ["users.read", "users.email", "tweet.read"], Id = "data.id", FullName = "data.name", Username = "data.username",
            Avatar = "data.profile_image_url", Email = "data.confirmed_email",
        },
        new("kakao", "Kakao")
        {
            AuthUrl = "https://kauth.kakao.com/oauth/authorize", TokenUrl = "https://kauth.kakao.com/oauth/token", UserInfoUrl = "https://kapi.kakao.com/v2/user/me",
            Scopes = ["account_email", "profile_nickname", "profile_image"], Username = "properties.nickname", Avatar = "properties.profile_image",
            Email = "kakao_account.email", EmailVerified = "kakao_account.is_email_verified",
            Adjust = (user, json, _) => JsonPath.IsTrue(json, "kakao_account.is_email_valid") ? user : user with { Email = "" },
        },
        new("vk", "ВКонтакте")
        {
            AuthUrl = "https://oauth.vk.com/authorize", TokenUrl = "https://oauth.vk.com/access_token",
            UserInfoUrl = "https://api.vk.com/method/users.get?fields=photo_max,screen_name&v=5.131", Scopes = ["email"], Pkce = false, Root = "response.0",
            Id = "response.0.id", Username = "response.0.screen_name", Avatar = "response.0.photo_max",
            Adjust = (user, json, token) => user with
            {
                Name = $"{JsonPath.Text(json, "response.0.first_name")} {JsonPath.Text(json, "response.0.last_name")}".Trim(),
                Email = JsonPath.Text(token, "email"),
            },
        },
        new("linear", "Linear")
        {
            AuthUrl = "https://linear.app/oauth/authorize", TokenUrl = "https://api.linear.app/oauth/token", UserInfoUrl = "https://api.linear.app/graphql",
            Scopes = ["read"], Pkce = false, Query = "query { viewer { id displayName name email avatarUrl active } }", Id = "data.viewer.id", FullName = "data.viewer.name",
            Username = "data.viewer.displayName", Avatar = "data.viewer.avatarUrl", Email = "data.viewer.email", Active = ("data.viewer.active", "true"),
        },
        new("notion", "Notion")
        {
            AuthUrl = "https://api.notion.com/v1/oauth/authorize", TokenUrl = "https://api.notion.com/v1/oauth/token", UserInfoUrl = "https://api.notion.com/v1/users/me",
            Headers = [("Notion-Version", "2022-06-28")], Id = "bot.owner.user.id", FullName = "bot.owner.user.name", Avatar = "bot.owner.user.avatar_url",
            Email = "bot.owner.user.person.email",
        },
        new("monday", "monday.com")
        {
            AuthUrl = "https://auth.monday.com/oauth2/authorize", TokenUrl = "https://auth.monday.com/oauth2/token", UserInfoUrl = "https://api.monday.com/v2",
            Scopes = ["me:read"], Query = "query { me { id enabled name email is_verified photo_small } }", Id = "data.me.id", FullName = "data.me.name",
            Avatar = "data.me.photo_small", Email = "data.me.email", EmailVerified = "data.me.is_verified", Active = ("data.me.enabled", "true"),
        },
        new("lark", "Lark")
        {
            AuthUrl = "https://accounts.feishu.cn/open-apis/authen/v1/authorize", TokenUrl = "https://open.feishu.cn/open-apis/authen/v2/oauth/token",
            UserInfoUrl = "https://open.feishu.cn/open-apis/authen/v1/user_info", Id = "data.union_id", FullName = "data.name", Avatar = "data.avatar_url",
        },
        new("box", "Box")
        {
            AuthUrl = "https://account.box.com/api/oauth2/authorize", TokenUrl = "https://api.box.com/oauth2/token", UserInfoUrl = "https://api.box.com/2.0/users/me",
            Scopes = ["root_readonly"], FullName = "name", Avatar = "avatar_url", Email = "login", Active = ("status", "active"),
        },
        new("spotify", "Spotify")
        {
            AuthUrl = "https://accounts.spotify.com/authorize", TokenUrl = "https://accounts.spotify.com/api/token", UserInfoUrl = "https://api.spotify.com/v1/me",
            Scopes = ["user-read-private"], FullName = "display_name", Avatar = "images.0.url",
        },
        new("trakt", "Trakt")
        {
            AuthUrl = "https://trakt.tv/oauth/authorize", TokenUrl = "https://api.trakt.tv/oauth/token", UserInfoUrl = "https://api.trakt.tv/users/settings",
            Headers = [("Content-Type", "application/json"), ("trakt-api-key", "{clientId}"), ("trakt-api-version", "2")],
            Id = "user.ids.uuid", FullName = "user.name", Username = "user.username", Avatar = "user.images.avatar.full",
        },
        new("twitch", "Twitch")
        {
            AuthUrl = "https://id.twitch.tv/oauth2/authorize", TokenUrl = "https://id.twitch.tv/oauth2/token", UserInfoUrl = "https://api.twitch.tv/helix/users",
            Scopes = ["user:read:email"], Headers = [("Client-Id", "{clientId}")], Root = "data.0", Id = "data.0.id", FullName = "data.0.display_name",
            Username = "data.0.login", Avatar = "data.0.profile_image_url", Email = "data.0.email",
        },
        new("patreon", "Patreon")
        {
            AuthUrl = "https://www.patreon.com/oauth2/authorize", TokenUrl = "https://www.patreon.com/api/oauth2/token",
            UserInfoUrl = "https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=full_name,email,vanity,image_url,is_email_verified",
            Scopes = ["identity", "identity[email]"], Id = "data.id", FullName = "data.attributes.full_name", Username = "data.attributes.vanity",
            Avatar = "data.attributes.image_url", Email = "data.attributes.email", EmailVerified = "data.attributes.is_email_verified",
        },
        new("strava", "Strava")
        {
            AuthUrl = "https://www.strava.com/oauth/authorize", TokenUrl = "https://www.strava.com/api/v3/oauth/token", UserInfoUrl = "https://www.strava.com/api/v3/athlete",
            Scopes = ["profile:read_all"], Username = "username", Avatar = "profile",
            Adjust = (user, json, _) => user with
            {
                Id = user.Id == "0" ? "" : user.Id,
                Name = $"{JsonPath.Text(json, "firstname")} {JsonPath.Text(json, "lastname")}".Trim(),
            },
        },
        new("wakatime", "WakaTime")
        {
            AuthUrl = "https://wakatime.com/oauth/authorize", TokenUrl = "https://wakatime.com/oauth/token", UserInfoUrl = "https://wakatime.com/api/v1/users/current",
            Scopes = ["email"], Id = "data.id", FullName = "data.display_name", Username = "data.username", Avatar = "data.photo", Email = "data.email",
            EmailVerified = "data.is_email_confirmed",
            Adjust = (user, json, _) => JsonPath.IsTrue(json, "data.photo_public") ? user : user with { AvatarUrl = "" },
        },
        new("livechat", "LiveChat")
        {
            AuthUrl = "https://accounts.livechat.com/", TokenUrl = "https://accounts.livechat.com/token", UserInfoUrl = "https://accounts.livechat.com/v2/accounts/me",
            Id = "account_id", FullName = "name", Avatar = "avatar_url", Email = "email", EmailVerified = "email_verified",
        },
        new("mailcow", "mailcow")
        {
            Scopes = ["profile"], FullName = "full_name", Username = "username", Email = "email", Active = ("active", "1"),
            Adjust = (user, _, _) => user with { Username = user.Username.Split('@')[0] },
        },
        new("planningcenter", "Planning Center")
        {
            AuthUrl = "https://api.planningcenteronline.com/oauth/authorize", TokenUrl = "https://api.planningcenteronline.com/oauth/token",
            UserInfoUrl = "https://api.planningcenteronline.com/people/v2/me", Scopes = ["people"], Id = "data.id", FullName = "data.attributes.name",
            Avatar = "data.attributes.avatar", Active = ("data.attributes.status", "active"),
        },
        OpenIdConnect("oidc"), OpenIdConnect("oidc2"), OpenIdConnect("oidc3"),
    ];

    private static readonly FrozenDictionary<string, ProviderProfile> ByName = All.ToFrozenDictionary(p => p.Name);

    public static ProviderProfile? Find(string name) => ByName.GetValueOrDefault(name);

    private static ProviderProfile OpenIdConnect(string name) => new(name, "OIDC")
    {
        Scopes = ["openid", "email", "profile"], Id = "sub", FullName = "name", Username = "preferred_username", Avatar = "picture",
        Email = "email", EmailVerified = "email_verified",
    };

    private static string MicrosoftPrimary(JsonElement claims) => JsonPath.Text(claims, "verified_primary_email");

    // edov: the domain of the e-mail belongs to the tenant, which was verified.
    private static string MicrosoftOwned(JsonElement claims) => JsonPath.IsTrue(claims, "xms_edov") ? JsonPath.Text(claims, "email") : "";

    private static string Discriminated(string username, string discriminator) => discriminator is "" or "0" ? username : $"{username}#{discriminator}";

    private static bool IsMoment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && text.Contains('T', StringComparison.Ordinal);

    private static bool HasItem(JsonElement json, string path, string text) =>
        JsonPath.Find(json, path) is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().Any(i => i.ValueKind == JsonValueKind.String && i.ValueEquals(text));
}
