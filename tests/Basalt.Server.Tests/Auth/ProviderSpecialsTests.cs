using Basalt.Schema;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Basalt.Server.Tests.Auth;

/// <summary>What single providers do otherwise (the protocol, accounts page, sections 5.2 and 5.3).</summary>
public sealed class ProviderSpecialsTests
{
    private const string Both = """{"email":"claim@example.com","verified_primary_email":"primary@example.com","xms_edov":true}""";
    private const string Unowned = """{"email":"claim@example.com","xms_edov":false}""";
    private const string Owned = """{"email":"claim@example.com","xms_edov":true}""";
    private const string Refused = "400 Failed to fetch OAuth2 user.";

    public static TheoryData<string, string?, string> Microsoft => new()
    {
        // extra.idTokenEmailClaim, claims of the id token (null: there is none), the e-mail, or "" for none, or a refusal
        { "", Both, "mail@example.com" },
        { "", null, "mail@example.com" },
        { "unknown", Both, "mail@example.com" },
        { "unknown", null, "mail@example.com" },
        { "verified_primary_email", Both, "primary@example.com" },
        { "verified_primary_email", Owned, "" },
        { "verified_primary_email", """{"verified_primary_email":["primary@example.com"]}""", "" },
        { "verified_primary_email", """{"verified_primary_email":"no address"}""", "" },
        { "email_and_xms_edov", Both, "claim@example.com" },
        { "email_and_xms_edov", Unowned, "" },
        { "email_and_xms_edov", """{"email":"claim@example.com"}""", "" },
        { "any_verified", Both, "primary@example.com" },
        { "any_verified", Owned, "claim@example.com" },
        { "any_verified", Unowned, "" },
        { "email", Unowned, "claim@example.com" },
        { "email", null, Refused },
        { "email", """{"email":"claim@example.com","exp":1}""", Refused },
        { "email", """{"email":"claim@example.com","aud":"other"}""", Refused },
    };

    [Theory, MemberData(nameof(Microsoft))]
    public async Task Microsofts_address_comes_from_where_the_operator_says(string claim, string? claims, string expected)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"id":"ms-1","mail":"mail@example.com","displayName":"Mia"}""";
        await using var server = await StartAsync(provider, "microsoft", claim.Length > 0 ? $$"""{"idTokenEmailClaim":"{{claim}}"}""" : null);
        if (claims is not null) provider.IdToken = Sign(provider, claims);

        var (status, json) = await server.SendAsync("POST", "members/auth-with-oauth2", """{"provider":"microsoft","code":"good","createData":{"email":"own@example.com"}}""");

        if (expected == Refused) Assert.Equal(Refused, $"{status} {json.GetProperty("message")}");
        else Assert.Equal((200, expected), (status, json.GetProperty("meta").GetProperty("email").GetString()));
    }

    [Theory, InlineData("email", "User.Read+openid"), InlineData("unknown", "User.Read+openid"), InlineData("", "User.Read")]
    public async Task Microsoft_is_asked_for_an_id_token_only_when_it_is_needed(string claim, string scope)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider, "microsoft", $$"""{"idTokenEmailClaim":"{{claim}}"}""");
        var (_, methods) = await server.SendAsync("GET", "members/auth-methods", "");
        Assert.Contains($"&scope={scope}&", methods.GetProperty("oauth2").GetProperty("providers")[0].GetProperty("authURL").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","permissions":["a","b"]""", """{"user_id":"ig-1","name":"Ira","permissions":["a","b"]}""")]
    [InlineData("", """{"user_id":"ig-1","name":"Ira"}""")]
    public async Task Instagrams_permissions_belong_to_the_raw_user(string tokenExtra, string rawUser)
    {
        await using var provider = await IdentityProvider.StartAsync();
        (provider.UserJson, provider.TokenExtra) = ("""{"user_id":"ig-1","name":"Ira"}""", tokenExtra);
        await using var server = await StartAsync(provider, "instagram2");

        var (status, json) = await server.SendAsync("POST", "members/auth-with-oauth2", """{"provider":"instagram2","code":"good","createData":{"email":"ira@example.com"}}""");

        Assert.Equal((200, rawUser), (status, json.GetProperty("meta").GetProperty("rawUser").GetRawText()));
    }

    private static Task<AuthServer> StartAsync(IdentityProvider provider, string name, string? extra = null) =>
        AuthServer.StartAsync(o => o with { OAuth2 = new OAuth2Options { Enabled = true, Providers = [provider.As(name, extra: extra)] } });

    private static string Sign(IdentityProvider provider, string claims)
    {
        var all = System.Text.Json.Nodes.JsonNode.Parse(claims)!.AsObject();
        all.TryAdd("aud", IdentityProvider.ClientId);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(all.ToJsonString(), new SigningCredentials(provider.Rsa, "RS256"));
    }
}
