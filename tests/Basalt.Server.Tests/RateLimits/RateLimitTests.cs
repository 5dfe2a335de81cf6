using static Basalt.Server.Tests.RateLimits.RateLimitedServer;

namespace Basalt.Server.Tests.RateLimits;

/// <summary>Who is counted with whom, and where on its way a request is counted (the protocol, system page, sections 1 and 4).</summary>
public sealed class RateLimitTests(RateLimitedServer server) : IClassFixture<RateLimitedServer>
{
    private const string Wrong = """{"identity":"ana@example.com","password":"wrong"}""";

    [Fact]
    public async Task A_refusal_has_the_protocols_shape_and_says_when_to_come_back()
    {
        await server.LimitAsync("/api/ 1/60");
        Assert.Equal(200, await server.StatusAsync("GET /api/health"));
        server.Bench.Clock.Advance(TimeSpan.FromSeconds(17.5));

        using var refused = await server.Server.RespondAsync("GET", "/api/health", "");

        var body = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((429, """{"data":{},"message":"Too Many Requests.","status":429}"""), ((int)refused.StatusCode, body));
        Assert.Equal(TimeSpan.FromSeconds(43), refused.Headers.RetryAfter?.Delta); // in whole seconds, rounded up
        Assert.Equal(["nosniff"], refused.Headers.GetValues("X-Content-Type-Options"));
        server.Bench.Clock.Advance(TimeSpan.FromSeconds(42.5));
        Assert.Equal(200, await server.StatusAsync("GET /api/health"));
    }

    public static TheoryData<string, string, string, string, string> Sequences => new()
    {
        // rules; who asks; requests, one after the other; what each sends, or ""; statuses
        { "*:view 1/9", "", $"GET {Posts}/post00000000001, GET {Posts}/post00000000001, GET {Posts}", "", "200 429 200" },
        { "*:list 1/9", "", $"GET {Posts}, GET /api/collections/notes/records, GET {Posts}", "", "200 200 429" },          // each collection alone
        { "/api/ 1/9", "", $"GET {Posts}, GET /api/collections/notes/records, GET {Posts}/post00000000001, GET {Posts}", "", "200 200 200 429" }, // even by a prefix
        { "/api/ 1/9", "", "GET /api/health, GET /api/nothing, GET /other", "", "200 429 404" },                            // all others below it together
        { "/api/ 2/9", "", "GET /api/health/, GET /API/health, GET /api/health, GET /api/health/", "", "404 404 200 429" }, // also what is not served
        { $"{Posts}/ 1/9", "", $"GET {Posts}, GET {Posts}", "", "200 429" },
        { "*:auth 1/9", "", $"POST {SignIn}, POST /api/collections/members/auth-with-otp, POST {SignIn}, POST /api/collections/silent/auth-with-password", Wrong, "400 403 429 403" },
        { "members:auth 1/9", "", $"POST {SignIn}, POST {SignIn}, POST /api/collections/silent/auth-with-otp, POST /api/collections/silent/auth-with-otp", Wrong, "400 429 403 403" },
        { "*:list@guest 1/9", "", $"GET {Posts}, GET {Posts}", "", "200 429" },
        { "*:list@guest 1/9", "ana", $"GET {Posts}, GET {Posts}", "", "200 200" },
        { "*:list@auth 1/9", "ana", $"GET {Posts}, GET {Posts}", "", "200 429" },
        { "*:list@auth 1/9", "no.good.token", $"GET {Posts}, GET {Posts}", "", "200 200" },                                 // counts as a guest
        { "/ 1/9, *:list 1/9", "boss", $"GET /api/health, GET /api/health, GET {Posts}, GET {Posts}", "", "200 200 200 200" },
        { "GET /api/health 1/9", "", "HEAD /api/health, GET /api/health", "", "200 429" },
        { "/api/health 1/9", "", "OPTIONS /api/health, OPTIONS /api/health, GET /api/health, OPTIONS /api/health", "", "204 204 200 204" },
        { "*:auth 1/9", "", $"GET {Posts}, GET {Posts}, POST {SignIn}", Wrong, "200 200 400" },                             // no rule, no limit

        // what comes before the limit, and what after it
        { "/ 1/9, *:list 1/9", "", "GET /api/collections/nothing/records, GET /api/collections/nothing/records", "", "404 404" },
        { "*:auth 1/9", "", "POST /api/collections/nothing/auth-with-password, POST /api/collections/nothing/auth-with-password", Wrong, "404 404" },
        { "*:create 1/9", "", "POST /api/collections/titles/records, POST /api/collections/titles/records", "{}", "400 400" }, // a view
        { "*:create 1/9", "", $"POST {Posts}, POST {Posts}", "{", "400 429" },
        { "*:create 1/9", "", "POST /api/collections/locked/records, POST /api/collections/locked/records", "{}", "403 429" },
        { "*:update 1/9", "", $"PATCH {Posts}/nothing, PATCH {Posts}/nothing", "{}", "404 429" },
        { "*:auth 1/9", "", "POST /api/collections/posts/auth-with-password, POST /api/collections/posts/auth-with-password", Wrong, "404 429" }, // no accounts
        { "*:auth 1/9", "", "POST /api/collections/silent/auth-with-password, POST /api/collections/silent/auth-with-password", Wrong, "403 429" }, // no passwords
        { "/api/settings 1/9", "", "GET /api/settings, GET /api/settings", "", "401 429" },
    };

    [Theory, MemberData(nameof(Sequences))]
    public async Task Requests_are_counted(string rules, string who, string requests, string body, string expected)
    {
        await server.LimitAsync(rules);
        var statuses = new List<int>();
        foreach (var request in requests.Split(", ")) statuses.Add(await server.StatusAsync(request, body, who));
        Assert.Equal(expected, string.Join(' ', statuses));
    }

    [Fact]
    public async Task Nothing_is_counted_while_limits_are_off()
    {
        await server.SaveAsync("""{"rateLimits":{"enabled":false,"rules":[{"label":"/","maxRequests":1,"duration":60}]}}""");
        Assert.Equal("200 200 200", await server.StatusesAsync(3, "GET /api/health"));
    }

    [Fact]
    public async Task Excluded_addresses_are_not_counted()
    {
        await server.LimitAsync("/ 1/60", ["127.0.0.0/8"]);
        Assert.Equal("200 200", await server.StatusesAsync(2, "GET /api/health"));
        await server.LimitAsync("/ 1/60", ["10.0.0.0/8"]);
        Assert.Equal("200 429", await server.StatusesAsync(2, "GET /api/health"));
    }

    [Fact]
    public async Task Counters_begin_anew_with_each_save_of_the_settings_and_with_no_other_change()
    {
        await server.LimitAsync("/api/health 1/60");
        Assert.Equal("200 429", await server.StatusesAsync(2, "GET /api/health"));

        Assert.Equal(200, await server.StatusAsync("PATCH /api/collections/notes", """{"listRule":""}""", "boss"));
        Assert.Equal(429, await server.StatusAsync("GET /api/health"));

        await server.SaveAsync("{}");
        Assert.Equal("200 429", await server.StatusesAsync(2, "GET /api/health"));
    }

    [Fact]
    public async Task A_rule_follows_its_collection_to_another_name()
    {
        Assert.Equal(200, await server.StatusAsync("POST /api/collections", """{"name":"drafts","type":"base","listRule":""}""", "boss"));
        await server.LimitAsync("drafts:list 1/60");
        Assert.Equal("200 429", await server.StatusesAsync(2, "GET /api/collections/drafts/records"));

        Assert.Equal(200, await server.StatusAsync("PATCH /api/collections/drafts", """{"name":"essays"}""", "boss"));

        Assert.Equal("200 429", await server.StatusesAsync(2, "GET /api/collections/essays/records"));
    }

    [Fact]
    public async Task Of_requests_at_once_no_more_than_the_maximum_pass_from_the_first_one_on()
    {
        await server.LimitAsync("*:auth 7/60"); // nobody has read these settings yet

        var statuses = await server.Server.RaceAsync("members/auth-with-password", Wrong);

        Assert.Equal((7, 43), (statuses[400], statuses[429]));
    }
}
