using Basalt.Server.Tests.Auth;

namespace Basalt.Server.Tests.Security;

/// <summary>Headers that anybody can send decide neither where links in mails lead nor where a caller comes from.</summary>
public sealed class ForgedHeaderTests
{
    private const string ByBoss = """{"identity":"boss@example.com","password":"boss-secret"}""";
    private const string SignIn = "/api/collections/_superusers/auth-with-password";

    private static readonly (string, string)[] Poison =
    [
        ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Prefix", "/evil"), ("X-Original-URL", "http://evil.example/"),
        ("X-Host", "evil.example"), ("X-Forwarded-Server", "evil.example"), ("Forwarded", "host=evil.example;proto=http"), ("Origin", "https://evil.example"), ("Referer", "https://evil.example/"),
    ];

    public static TheoryData<string, string> Mails => new()
    {
        { "members/request-password-reset", """{"email":"ana@example.com","appURL":"https://evil.example"}""" },
        { "members/request-verification", """{"email":"ana@example.com","appURL":"https://evil.example"}""" },
        { "members/request-email-change", """{"newEmail":"new@example.com","appURL":"https://evil.example"}""" },
        { "members/request-otp", """{"email":"ana@example.com","appURL":"https://evil.example"}""" },
    };

    [Theory, MemberData(nameof(Mails))]
    public async Task Links_in_mails_begin_with_the_configured_address_whatever_the_request_says(string path, string body)
    {
        await using var server = await AuthServer.StartAsync(o => o with { Otp = o.Otp with { Enabled = true } });
        Assert.InRange(await server.StatusAsync("POST", "/api/collections/" + path, body, await server.TokenOfAsync("ana"), Poison), 200, 204);

        var mail = Assert.Single(await server.NewMailsAsync());

        Assert.DoesNotContain("evil", mail.Html + mail.Subject + mail.To, StringComparison.Ordinal);
        if (!path.EndsWith("otp", StringComparison.Ordinal)) Assert.Contains("href=\"http://localhost:8090/_/#/auth/", mail.Html, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string, int> Addresses => new()
    {
        // trusted headers and whether the leftmost counts; header, its value; status of a superuser's sign-in where only 10.0.0.1 may
        { """{"headers":[]}""", "X-Forwarded-For", "10.0.0.1", 403 },                                  // nobody vouches for it
        { """{"headers":["X-Real-IP"]}""", "X-Forwarded-For", "10.0.0.1", 403 },
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "10.0.0.1", 200 },
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "10.0.0.1, 192.0.2.7", 403 },      // what the client wrote stands on the left
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "192.0.2.7, 10.0.0.1", 200 },
        { """{"headers":["X-Forwarded-For"],"useLeftmostIP":true}""", "X-Forwarded-For", "192.0.2.7, 10.0.0.1", 403 },
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "::ffff:10.0.0.1", 200 },
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "10.0.0.1.evil", 403 },
        { """{"headers":["X-Forwarded-For"]}""", "X-Forwarded-For", "", 403 },
        { """{"headers":["X-Forwarded-For"]}""", "Client-IP", "10.0.0.1", 403 },
        { """{"headers":["X-Forwarded-For"]}""", "Forwarded", "for=10.0.0.1", 403 },
    };

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_superusers_address_is_taken_from_headers_of_listed_proxies_only(string trusted, string header, string value, int status)
    {
        await using var server = await AuthServer.StartAsync();
        var token = await server.TokenOfAsync("boss");
        Assert.Equal(200, await server.StatusAsync("PATCH", "/api/settings", $$"""{"superuserIPs":["10.0.0.1"],"trustedProxy":{{trusted}}}""", token));

        Assert.Equal(status, await server.StatusAsync("POST", SignIn, ByBoss, null, (header, value)));
        Assert.Equal(status, await server.StatusAsync("GET", "/api/settings", "", token, (header, value)));
    }
}
