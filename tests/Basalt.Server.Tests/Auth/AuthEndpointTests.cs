using System.Text.Json;
using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Settings;

namespace Basalt.Server.Tests.Auth;

/// <summary>The account endpoints over HTTP: order of checks, bodies and answers (the protocol, accounts page, sections 0 to 6).</summary>
public sealed class AuthEndpointTests
{
    private const string Loading = "An error occurred while loading the submitted data.";
    private const string Validating = "An error occurred while validating the submitted data.";

    public static TheoryData<string, string, int, string> Bodies => new()
    {
        // content type, body, status, message ("" when signed in)
        { "application/json", """{"identity":"ana@example.com","password":"12345678"}""", 200, "" },
        { "application/json; charset=utf-8", """{"identity":"ana@example.com","password":"12345678","more":[1]}""", 200, "" },
        { "application/json", """{"identity":"ana@example.com","password":"12345678","identityField":null,"mfaId":null}""", 200, "" },
        { "application/x-www-form-urlencoded", "identity=ana%40example.com&password=12345678", 200, "" }, // digits, and still a text
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"identity\"\r\n\r\nana@example.com\r\n--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n12345678\r\n--b--\r\n", 200, "" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{\"identity\":\"ana@example.com\",\"password\":\"12345678\"}\r\n--b--\r\n", 200, "" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{\"identity\":\"ana@example.com\",\"password\":12345678}\r\n--b--\r\n", 400, Loading },
        { "application/json", "", 400, Validating },
        { "application/json", "{}", 400, Validating },
        { "application/json", "null", 400, Validating },
        { "application/json", """{"identity":"ana@example.com","password":null}""", 400, Validating },
        { "application/json", """{"identity":"ana@example.com","password":""}""", 400, Validating },
        { "application/json", """{"identity":"ana@example.com","password":12345678}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":true}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":{}}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":{"$ne":""}}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":["12345678"]}""", 400, Loading },
        { "application/json", """{"identity":["ana@example.com"],"password":"12345678"}""", 400, Loading },
        { "application/json", """{"identity":{"a":1},"password":"12345678"}""", 400, Loading },
        { "application/json", """{"identity":1,"password":"12345678"}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":"12345678","identityField":1}""", 400, Loading },
        { "application/json", """{"identity":"ana@example.com","password":"12345678","mfaId":1}""", 400, "Failed to read MFA Id." },
        { "application/json", """{"identity":"ana@example.com","password":"12345678","mfaId":{}}""", 400, "Failed to read MFA Id." },
        { "application/json", "[]", 400, Loading },
        { "application/json", "{\"identity\"", 400, Loading },
        { "application/json", "\u0000", 400, Loading },
        { "text/plain", "identity=ana@example.com", 400, "Unsupported Content-Type." },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_is_read_and_answered(string contentType, string body, int status, string message)
    {
        await using var server = await AuthServer.StartAsync();
        var (answered, json) = await server.SendAsync("POST", "members/auth-with-password", body, contentType);
        Assert.Equal((status, message), (answered, status == 200 ? "" : json.GetProperty("message").GetString()));
        if (status != 200) Assert.Equal(JsonValueKind.Object, json.GetProperty("data").ValueKind);
    }

    public static TheoryData<string, string, string, int, string> Refusals => new()
    {
        // caller, path below /api/collections, body, status, message
        { "", "nothing/auth-with-password", "{", 404, "Missing or invalid collection context." },
        { "", "posts/auth-with-password", "{", 404, "Missing or invalid auth collection context." },
        { "", "silent/auth-with-password", "{", 403, "The collection is not configured to allow password authentication." },
        { "", "nothing/auth-methods", "", 404, "Missing or invalid collection context." },
        { "", "posts/auth-methods", "", 404, "Missing or invalid auth collection context." },
        { "", "nothing/auth-refresh", "", 404, "Missing or invalid collection context." },
        { "", "members/auth-refresh", "{", 401, "The request requires valid record authorization token." },
        { "", "posts/auth-refresh", "", 401, "The request requires valid record authorization token." },
        { "ana", "silent/auth-refresh", "", 403, "The request requires auth record from members collection." },
        { "ana", "posts/auth-refresh", "", 403, "The request requires auth record from members collection." },
        { "boss", "members/auth-refresh", "", 403, "The request requires auth record from _superusers collection." },
        { "ana", "members/auth-refresh", "{", 400, "Something went wrong while processing your request." },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task What_does_not_fit_is_refused_in_the_protocols_order(string caller, string path, string body, int status, string message)
    {
        await using var server = await AuthServer.StartAsync();
        var method = path.EndsWith("methods", StringComparison.Ordinal) ? "GET" : "POST";
        var (answered, json) = await server.SendAsync(method, path, body, token: await server.TokenOfAsync(caller));
        Assert.Equal((status, message), (answered, json.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_sign_in_shows_the_record_as_it_sees_itself_and_no_secret()
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(404, (await server.SendAsync("POST", "PBC_MEMBERS/auth-with-password", AuthServer.AnasBody)).Status); // an id is exact
        var (_, json) = await server.SendAsync("POST", "MEMBERS/auth-with-password", AuthServer.AnasBody);                 // a name is not

        var record = json.GetProperty("record");
        Assert.Equal(["record", "token"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            (AccountWorld.AnasEmail, false), (record.GetProperty("email").GetString(), record.GetProperty("emailVisibility").GetBoolean()));
        Assert.False(record.TryGetProperty("password", out _) || record.TryGetProperty("tokenKey", out _));
    }

    [Fact]
    public async Task Fields_are_picked_from_the_answer()
    {
        await using var server = await AuthServer.StartAsync();
        var (_, json) = await server.SendAsync("POST", "members/auth-with-password?fields=record.id", AuthServer.AnasBody);
        Assert.Equal($$$"""{"record":{"id":"{{{AccountWorld.Ana}}}"}}""", json.GetRawText());
    }

    [Fact]
    public async Task Unknown_and_wrong_get_the_same_answer()
    {
        await using var server = await AuthServer.StartAsync();
        var wrong = await server.SendAsync("POST", "members/auth-with-password", """{"identity":"ana@example.com","password":"wrong"}""");
        var unknown = await server.SendAsync("POST", "members/auth-with-password", """{"identity":"nobody@example.com","password":"wrong"}""");
        Assert.Equal("""{"data":{},"message":"Failed to authenticate.","status":400}""", wrong.Json.GetRawText());
        Assert.Equal((wrong.Status, wrong.Json.GetRawText()), (unknown.Status, unknown.Json.GetRawText()));
    }

    [Fact]
    public async Task A_needed_second_method_is_told_by_its_id_alone()
    {
        await using var server = await AuthServer.StartAsync(o => o with { Mfa = new MfaOptions(true) });
        var (status, json) = await server.SendAsync("POST", "members/auth-with-password", AuthServer.AnasBody);
        Assert.Equal(401, status);
        Assert.Matches("^\\{\"mfaId\":\"[a-z0-9]{15}\"\\}$", json.GetRawText());

        var again = await server.SendAsync("POST", $"members/auth-with-password?mfaId={json.GetProperty("mfaId").GetString()}", AuthServer.AnasBody);
        Assert.Equal("A different authentication method is required.", again.Json.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_refresh_gives_a_new_token_and_leaves_the_old_one_good()
    {
        await using var server = await AuthServer.StartAsync();
        var old = await server.TokenOfAsync("ana");
        server.World.Bench.Clock.Advance(TimeSpan.FromSeconds(10));

        var (status, json) = await server.SendAsync("POST", "members/auth-refresh?autoRefresh=true", "", token: "Bearer " + old);

        var refreshed = json.GetProperty("token").GetString()!;
        Assert.Equal((200, AccountWorld.Ana), (status, json.GetProperty("record").GetProperty("id").GetString()));
        Assert.Equal(SignedToken.Parse(old!)!.Claims.ExpiresAt + 10, SignedToken.Parse(refreshed)!.Claims.ExpiresAt);
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-refresh", "", token: old)).Status);
    }

    [Theory, InlineData(""), InlineData("Bearer ")]
    public async Task A_static_token_comes_back_unchanged(string scheme)
    {
        await using var server = await AuthServer.StartAsync();
        var token = server.World.Bench.Services.Tokens.IssueStatic(await server.World.AnaAsync(), 60);
        var (_, json) = await server.SendAsync("POST", "members/auth-refresh", "", token: scheme + token);
        Assert.Equal(token, json.GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_refresh_asks_the_collections_rule_again_with_the_record_as_caller()
    {
        await using var server = await AuthServer.StartAsync();
        var token = await server.TokenOfAsync("ana");
        await server.World.ChangeAsync(o => o with { AuthRule = "@request.auth.id = id && @request.context = 'default' && name = 'Ana'" });
        Assert.Equal(403, (await server.SendAsync("POST", "members/auth-refresh", "", token: token)).Status);

        await server.World.SetAsync(AccountWorld.Ana, r => r["name"] = Value.Text("Ana"));
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-refresh", "", token: token)).Status);
    }

    [Fact]
    public async Task A_superuser_from_an_address_that_is_not_listed_does_not_get_in()
    {
        await using var server = await AuthServer.StartAsync();
        var token = await server.TokenOfAsync("boss");
        var schema = server.World.Bench.Storage.Schema;
        var ct = TestContext.Current.CancellationToken;
        await server.World.Bench.Storage.WriteAsync(
            schema, async t => { await t.WriteParamAsync(SettingsStore.ParamKey, """{"superuserIPs":["10.0.0.0/8"]}""", ct); return true; }, ct);

        Assert.Equal(403, (await server.SendAsync("POST", "_superusers/auth-with-password", AuthServer.BossBody)).Status);
        Assert.Equal(403, (await server.SendAsync("POST", "_superusers/auth-refresh", "", token: token)).Status);
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-with-password", AuthServer.AnasBody)).Status);
    }

    public static TheoryData<string, string> MethodLists => new()
    {
        {
            "members",
            """{"password":{"identityFields":["email"],"enabled":true},"otp":{"enabled":true,"duration":99},"mfa":{"enabled":false,"duration":0},"oauth2":{"providers":[],"enabled":false},"authProviders":null,"usernamePassword":false,"emailPassword":true}"""
        },
        {
            "silent",
            """{"password":{"identityFields":[],"enabled":false},"otp":{"enabled":false,"duration":0},"mfa":{"enabled":false,"duration":0},"oauth2":{"providers":[],"enabled":false},"authProviders":null,"usernamePassword":false,"emailPassword":false}"""
        },
        { "members?fields=otp", """{"otp":{"enabled":true,"duration":99}}""" },
    };

    [Theory, MemberData(nameof(MethodLists))]
    public async Task The_methods_of_a_collection_are_listed(string collection, string expected)
    {
        await using var server = await AuthServer.StartAsync(o => o with { Otp = new OtpOptions { Enabled = true, DurationSeconds = 99 } });
        var path = collection.Replace("members", "members/auth-methods", StringComparison.Ordinal).Replace("silent", "silent/auth-methods", StringComparison.Ordinal);
        Assert.Equal(expected, (await server.SendAsync("GET", path, "")).Json.GetRawText());
    }

    [Fact]
    public async Task Of_two_headers_the_first_counts()
    {
        await using var server = await AuthServer.StartAsync();
        var token = (await server.TokenOfAsync("ana"))!;
        Assert.Equal(200, await server.RawRefreshAsync(token, "nothing"));
        Assert.Equal(401, await server.RawRefreshAsync("nothing", token));
    }
}
