using Basalt.Auth;

namespace Basalt.Server.Tests.Auth;

/// <summary>A superuser in the place of an account (the protocol, accounts page, section 12).</summary>
public sealed class ImpersonationTests
{
    private const string OfAna = "members/impersonate/" + AccountWorld.Ana;
    private const string Loading = "400 An error occurred while loading the submitted data.";

    public static TheoryData<string, string, string, string> Requests => new()
    {
        // who, path, body, outcome
        { "boss", OfAna, "", "200" },
        { "boss", OfAna, "{}", "200" },
        { "boss", OfAna, """{"duration":3600}""", "200" },
        { "boss", OfAna, """{"duration":null}""", "200" },
        { "boss", OfAna, """{"duration":9223372036854775807}""", "200" },
        { "", OfAna, "{", "401 The request requires valid record authorization token." },
        { "ana", OfAna, "{", "403 The authorized record is not allowed to perform this action." },
        { "ana", "nothing/impersonate/x", "{", "403 The authorized record is not allowed to perform this action." },
        { "boss", "nothing/impersonate/x", "{", "404 Missing or invalid auth collection context." },
        { "boss", "posts/impersonate/x", "{", "404 Missing or invalid auth collection context." },
        { "boss", "members/impersonate/x", "{", "404 The requested resource wasn't found." },
        { "boss", "silent/impersonate/" + AccountWorld.Ana, "{", "404 The requested resource wasn't found." },
        { "boss", OfAna, "{", Loading },
        { "boss", OfAna, """{"duration":"3600"}""", Loading },
        { "boss", OfAna, """{"duration":1.5}""", Loading },
        { "boss", OfAna, """{"duration":{}}""", Loading },
        { "boss", OfAna, """{"duration":-1}""", "400 duration validation_min_greater_equal_than_required" },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_for_superusers(string who, string path, string body, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(outcome, await server.OutcomeAsync(path, body, who));
    }

    public static TheoryData<string, long> Lives => new() { { "{}", 432_000 }, { """{"duration":0}""", 432_000 }, { """{"duration":10}""", 10 }, { """{"duration":999999999}""", 999_999_999 } };

    [Theory, MemberData(nameof(Lives))]
    public async Task The_token_is_the_accounts_and_does_not_grow_older_by_a_refresh(string body, long life)
    {
        await using var server = await AuthServer.StartAsync(o => o with { AuthRule = null });
        var (_, json) = await server.SendAsync("POST", OfAna, body, token: await server.TokenOfAsync("boss"));
        var token = json.GetProperty("token").GetString()!;
        var claims = SignedToken.Parse(token)!.Claims;
        Assert.Equal((AccountWorld.Ana, (bool?)false, server.World.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() + (double)life), (claims.Id, claims.Refreshable, claims.ExpiresAt));
        Assert.Equal(AccountWorld.AnasEmail, json.GetProperty("record").GetProperty("email").GetString());
        Assert.Matches($"^Warning: Superuser [a-z0-9]{{15}} got a token of members/{AccountWorld.Ana} for {life} s$", Assert.Single(server.World.Bench.Logged));

        await server.World.ChangeAsync(o => o with { AuthRule = "" });
        var (_, refreshed) = await server.SendAsync("POST", "members/auth-refresh", "", token: token);
        Assert.Equal(token, refreshed.GetProperty("token").GetString());
    }
}
