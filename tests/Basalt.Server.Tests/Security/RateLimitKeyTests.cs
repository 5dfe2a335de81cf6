using Basalt.Server.Tests.RateLimits;
using static Basalt.Server.Tests.RateLimits.RateLimitedServer;

namespace Basalt.Server.Tests.Security;

/// <summary>
/// What a client chooses decides nothing about whose requests are counted: no body, no header, no spelling of the path makes room. Only
/// the address does, and of IPv6 only the network.
/// </summary>
public sealed class RateLimitKeyTests(RateLimitedServer server) : IClassFixture<RateLimitedServer>
{
    private const string Wrong = """{"identity":"ana@example.com","password":"wrong"}""";

    public static TheoryData<string, string, string, string> Evasions => new()
    {
        // path, body, header, its value: of a sign-in after the limit was used up
        { SignIn, """{"identity":"other@example.com","password":"wrong"}""", "", "" },
        { SignIn, """{"identity":"ANA@example.com","password":"wrong"}""", "", "" },
        { SignIn, """{"identity":"ana@example.com","password":"wrong","ip":"10.0.0.9","key":"x"}""", "", "" },
        { SignIn, "{", "", "" },
        { SignIn, "", "", "" },
        { SignIn, Wrong, "X-Forwarded-For", "10.0.0.9" },
        { SignIn, Wrong, "X-Real-IP", "10.0.0.9" },
        { SignIn, Wrong, "Forwarded", "for=10.0.0.9" },
        { SignIn, Wrong, "CF-Connecting-IP", "10.0.0.9" },
        { SignIn, Wrong, "User-Agent", "another" },
        { SignIn, Wrong, "Authorization", "Bearer another.bad.token" },
        { SignIn, Wrong, "Cookie", "session=another" },
        { SignIn, Wrong, "X-HTTP-Method-Override", "GET" },
        { SignIn, Wrong, "X-Original-URL", "/api/health" },
        { SignIn + "?x=1", Wrong, "", "" },
        { "/api/collections/%6Dembers/auth-with-%70assword", Wrong, "", "" },
        { "/api/collections/MEMBERS/auth-with-password", Wrong, "", "" },
        { "/api/collections/members/AUTH-with-password", Wrong, "", "" },
        { "/api/collections/pbc_members/auth-with-password", Wrong, "", "" },
    };

    [Theory, MemberData(nameof(Evasions))]
    public async Task What_a_client_sends_makes_no_room(string path, string body, string header, string value)
    {
        await server.LimitAsync("*:auth 2/60");
        Assert.Equal("400 400 429", await server.StatusesAsync(3, "POST " + SignIn, Wrong));

        (string, string)[] headers = header.Length > 0 ? [(header, value)] : [];
        Assert.Equal(429, await server.StatusAsync("POST " + path, body, "", headers));
    }

    public static TheoryData<string, string> Addresses => new()
    {
        // values of a header that the operator trusts, one request each; what comes of them with one request allowed
        { "10.0.0.1 10.0.0.2 10.0.0.1", "400 400 429" },
        { "10.0.0.1 ::ffff:10.0.0.1", "400 429" },
        { "10.0.0.9,10.0.0.1 10.0.0.8,10.0.0.1", "400 429" },                   // what the client wrote stands on the left
        { "2001:db8::1 2001:db8::2 2001:db8:0:0:ffff::1", "400 429 429" },      // one network of one client
        { "2001:db8:0:1::1 2001:db8:0:2::1", "400 400" },
        { "nonsense nonsense", "400 429" },                                     // then the peer's address counts
    };

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_client_is_the_address_that_the_operators_proxy_names(string addresses, string expected)
    {
        await server.LimitAsync("*:auth 1/60");
        await server.SaveAsync("""{"trustedProxy":{"headers":["X-Forwarded-For"]}}""");

        var statuses = new List<int>();
        foreach (var address in addresses.Split(' ')) statuses.Add(await server.StatusAsync("POST " + SignIn, Wrong, "", ("X-Forwarded-For", address)));

        Assert.Equal(expected, string.Join(' ', statuses));
    }
}
