using System.Net;
using Basalt.Auth;
using Basalt.Schema;
using Basalt.Server.Auth.OAuth2;
using Basalt.Server.Tests.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Basalt.Server.Tests.Realtime;

/// <summary>Where a provider sends the popup of an app (the protocol, accounts page, section 4.6).</summary>
public sealed class OAuth2RedirectTests
{
    private const string Success = "../_/#/auth/oauth2-redirect-success";
    private const string Failure = "../_/#/auth/oauth2-redirect-failure";
    private const string Form = "application/x-www-form-urlencoded";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Answers => new()
    {
        // the provider's answer (* for the client's id), where it leads, what the app is told; "" for nothing
        { "state=*&code=4%2F0Ab%20c", Success, """{"state":"*","code":"4/0Ab c"}""" },
        { "state=*&code=1&error=", Success, """{"state":"*","code":"1"}""" },
        { "state=*&code=1&scope=openid&iss=https%3A%2F%2Fa.example", Success, """{"state":"*","code":"1"}""" },
        { "state=*&code=1&error=access_denied", Failure, """{"state":"*","code":"1","error":"access_denied"}""" },
        { "state=*&error=access_denied", Failure, """{"state":"*","code":"","error":"access_denied"}""" },
        { "state=*", Failure, """{"state":"*","code":""}""" },
        { "state=*&code=%0Adata%3A%7B%7D%22", Success, """{"state":"*","code":"\ndata:{}\""}""" },   // no event of its own
        { "state=&code=1", Failure, "" },
        { "code=1", Failure, "" },
        { "state=nothing&code=1", Failure, "" },
        { "state=*x&code=1", Failure, "" },
        { "", Failure, "" },
    };

    [Theory, MemberData(nameof(Answers))]
    public Task An_answer_in_the_address_goes_to_the_app_that_waits(string answer, string leadsTo, string told) =>
        CheckAsync(answer, leadsTo, told, id => ("GET", $"/api/oauth2-redirect?{Placed(answer, id)}", ""), Form, 307);

    [Theory, MemberData(nameof(Answers))]
    public Task An_answer_in_a_form_goes_to_the_app_that_waits(string answer, string leadsTo, string told) =>
        CheckAsync(answer, leadsTo, told, id => ("POST", "/api/oauth2-redirect?state=ignored&code=ignored", Placed(answer, id)), Form, 303);

    public static TheoryData<string, string, bool> Bodies => new()
    {
        { "application/json", """{"state":"*","code":"1"}""", true },
        { Form, "state=*&code=0123", true },
        { Form, "state=*&code=42", true },
        { "application/json", "{", false },
        { "application/json", """{"state":"*","code":{"a":1}}""", false },
        { "application/json", """{"state":["*"],"code":"1"}""", false },
        { "application/json", """{"state":"*","code":"1","user":{"name":{}}}""", false },
        { "text/plain", "state=*&code=1", false },
        { Form, "state=*&code=" + new string('x', 200_000), false },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_body_that_can_not_be_read_is_a_failure_and_never_an_error(string contentType, string body, bool isDelivered)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("@oauth2");
        using var response = await server.Server.RespondAsync("POST", "/api/oauth2-redirect", Placed(body, stream.Id), contentType, null, (RealtimeServer.From, "192.0.2.1"));
        Assert.Equal((303, isDelivered ? Success : Failure), ((int)response.StatusCode, LocationOf(response)));
        Assert.Equal(isDelivered ? [] : ["@oauth2"], server.SubscriptionsOf(stream));
    }

    [Theory, InlineData("@oauth2"), InlineData("@oauth2?options=%7B%7D", "@oauth2x", "oauth2", "@OAUTH2")]
    public async Task Only_a_client_that_waits_for_exactly_this_is_told(params string[] topics)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync(topics);
        Assert.Equal(topics is ["@oauth2"] ? Success : Failure, await RedirectAsync(server, stream.Id));
        Assert.Equal(topics.Where(t => t != "@oauth2"), server.SubscriptionsOf(stream));
    }

    [Fact]
    public async Task A_state_that_comes_from_another_address_is_worth_nothing_and_the_app_must_ask_anew()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("@oauth2", "news");
        Assert.Equal(Failure, await RedirectAsync(server, stream.Id, "192.0.2.2"));
        Assert.Equal(["news"], server.SubscriptionsOf(stream));
        Assert.Equal(Failure, await RedirectAsync(server, stream.Id));
        server.Clients.Send("news", System.Text.Json.JsonElement.Parse("1"));
        Assert.Equal("news", (await stream.NextAsync())!.Name); // and nothing before it
    }

    [Fact]
    public async Task Of_fifty_answers_at_once_the_app_is_told_one()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("@oauth2", "news");
        var places = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => RedirectAsync(server, stream.Id), Ct)));
        Assert.Single(places, Success);
        Assert.Equal("@oauth2", (await stream.NextAsync())!.Name);
        server.Clients.Send("news", System.Text.Json.JsonElement.Parse("1"));
        Assert.Equal("news", (await stream.NextAsync())!.Name);
    }

    [Fact]
    public async Task An_app_that_has_gone_is_not_told()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("@oauth2");
        stream.Dispose();
        await server.SettleAsync(0);
        Assert.Equal(Failure, await RedirectAsync(server, stream.Id));
    }

    [Fact]
    public async Task Whatever_only_looks_at_the_link_does_not_use_it_up()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var stream = await server.SubscribedAsync("@oauth2");
        using var looked = await server.Server.RespondAsync("HEAD", $"/api/oauth2-redirect?state={stream.Id}&code=1", "");

        Assert.Equal((HttpStatusCode.TemporaryRedirect, Failure), (looked.StatusCode, LocationOf(looked)));
        Assert.Equal(Success, await RedirectAsync(server, stream.Id));
    }

    [Fact]
    public async Task The_answer_is_kept_nowhere_and_its_address_goes_to_nobody()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var response = await server.Server.RespondAsync("GET", "/api/oauth2-redirect?state=x&code=secret", "");
        Assert.Equal(("no-store", "no-referrer"), (response.Headers.CacheControl!.ToString(), Assert.Single(response.Headers.GetValues("Referrer-Policy"))));
        Assert.Equal("", await response.Content.ReadAsStringAsync(Ct));
    }

    [Fact]
    public async Task The_page_it_leads_to_runs_no_script_but_its_own()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var page = await server.Server.RespondAsync("GET", "/_/", "");
        var html = await page.Content.ReadAsStringAsync(Ct);
        var script = html.Split("<script>")[1].Split("</script>")[0];
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        Assert.Equal($"default-src 'none'; script-src 'sha256-{hash}'; frame-ancestors 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
    }

    /// <summary>Apple sends a form, says the name only there and only once, and its id token has none.</summary>
    [Theory]
    [InlineData("apple", "", "Ana Lima")]
    [InlineData("apple", "&error=access_denied", "")]
    [InlineData("oidc", "", "")]
    public async Task The_name_that_Apple_sends_to_the_redirect_is_used_by_the_sign_in(string name, string more, string expected)
    {
        await using var apple = await IdentityProvider.StartAsync();
        apple.UserJson = """{"sub":"001.ana","email":"ana@apple.example","email_verified":true}""";
        apple.IdToken = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            $$"""{"exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}},"iss":"https://appleid.apple.com","aud":"{{IdentityProvider.ClientId}}","sub":"001.ana","email":"ana@apple.example","email_verified":"true"}""",
            new SigningCredentials(apple.Rsa, "RS256"));
        apple.WantsForm = name == "apple";
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("@oauth2");
        var form = $"state={stream.Id}&code=good&user=%7B%22name%22%3A%7B%22firstName%22%3A%22Ana%22%2C%22lastName%22%3A%22Lima%22%7D%7D{more}";
        using var response = await server.Server.RespondAsync("POST", "/api/oauth2-redirect", form, Form, null, (RealtimeServer.From, "192.0.2.1"));
        Assert.Equal(303, (int)response.StatusCode);

        Assert.Equal([expected, ""], [await NameOfAsync(server, apple, name), await NameOfAsync(server, apple, name)]); // once
    }

    private static async Task CheckAsync(
        string answer, string leadsTo, string told, Func<string, (string Method, string Path, string Body)> request, string contentType, int status)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("news", "@oauth2");
        var (method, path, body) = request(stream.Id);

        using var response = await server.Server.RespondAsync(method, path, body, contentType, null, (RealtimeServer.From, "192.0.2.1"));

        Assert.True((status, leadsTo) == ((int)response.StatusCode, LocationOf(response)), answer);
        Assert.Equal(told.Length > 0 ? ["news"] : ["news", "@oauth2"], server.SubscriptionsOf(stream));
        if (told.Length == 0) return;
        Assert.Equal($"id:{stream.Id}\nevent:@oauth2\ndata:{Placed(told, stream.Id)}", (await stream.NextAsync())!.Text);
    }

    private static async Task<string> RedirectAsync(RealtimeServer server, string state, string address = "192.0.2.1")
    {
        using var response = await server.Server.RespondAsync("GET", $"/api/oauth2-redirect?state={state}&code=1", "", headers: (RealtimeServer.From, address));
        return LocationOf(response);
    }

    // With a gateway that asks the fake where it would ask Apple.
    private static async Task<string> NameOfAsync(RealtimeServer server, IdentityProvider apple, string provider)
    {
        var world = server.Server.World;
        var services = world.Bench.Services;
        await world.ChangeAsync(o => o with { OAuth2 = new OAuth2Options { Enabled = true, Providers = [apple.As(provider)] } });
        using var client = new HttpClient(new Detour(new Uri(apple.Url)));
        var signIn = new OAuth2SignIn(
            world.Bench.Storage, services.Reader, services.Writer, services.Passwords, new Lazy<IOAuth2Gateway>(new OAuth2Gateway(client, TimeProvider.System)), services.AppleNames);
        var proof = await signIn.ProveAsync(
            world.Members, SubmittedTexts.Of(("provider", provider), ("code", "good")), new SignInRequest(AccountWorld.Request(), new SignInClient(IPAddress.Loopback, "test")), Ct);
        return System.Text.Json.JsonElement.Parse(proof.MetaJson!).GetProperty("name").GetString()!;
    }

    private static string Placed(string text, string id) => text.Replace("*", id, StringComparison.Ordinal);

    private static string LocationOf(HttpResponseMessage response) => response.Headers.Location!.OriginalString;

    private sealed class Detour(Uri to) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host == "appleid.apple.com") request.RequestUri = new Uri(to, request.RequestUri.AbsolutePath.EndsWith("keys", StringComparison.Ordinal) ? "/keys" : "/token");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
