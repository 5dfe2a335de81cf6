using System.Text;
using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Records;
using Basalt.Text;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Tests.Security;

/// <summary>A server with every kind of caller that there is.</summary>
public sealed class RouteServer : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _tokens = [];

    internal AuthServer Server { get; private set; } = null!; // started before the first test

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Name of each credential, and whose column of the table holds for it.</summary>
    internal static IReadOnlyList<(string Credential, Func<RouteCase, int> Expected)> Credentials { get; } =
    [
        ("no token", c => c.Guest),
        ("garbage", c => c.Guest),
        ("an unsigned token of a superuser", c => c.Guest),
        ("an expired token of a superuser", c => c.Guest),
        ("an expired impersonation", c => c.Guest),
        ("a file token of a superuser", c => c.Guest),
        ("a password reset token of a superuser", c => c.Guest),
        ("a verification token of Ana", c => c.Guest),
        ("a token of a deleted record", c => c.Guest),
        ("a token of Ana", c => c.Own),
        ("an impersonation of Ana", c => c.Own),
        ("a token of a record of another collection", c => c.Other),
        ("a token of a superuser", c => c.Superuser),
        ("an impersonation of a superuser", c => c.Superuser),
    ];

    internal string? TokenOf(string credential) => _tokens[credential];

    public async ValueTask InitializeAsync()
    {
        Server = await AuthServer.StartAsync(o => o with { Otp = o.Otp with { Enabled = true } });
        var bench = Server.World.Bench;
        var closed = Schemas.Members("closed");
        await bench.AddAsync(
            Schemas.Of("open", Schemas.Open), Schemas.Of("locked", RuleSet.Locked), Own(), closed with { Auth = closed.Auth! with { AuthRule = null } });
        var hash = await bench.HashAsync("12345678");
        await bench.PutAsync("own", AccountWorld.Ana);
        await bench.PutAsync("closed", "cleo00000000001", r => (r["email"], r["password"]) = (Value.Text("cleo@example.com"), Value.Text(hash)));
        await MakeTokensAsync(bench);
        Assert.Equal(200, await SendAsync("PATCH", "/api/settings", """{"batch":{"enabled":true}}""", "a token of a superuser"));
    }

    /// <param name="method">HTTP's.</param>
    /// <param name="path">With the query.</param>
    /// <param name="body">An id that was never sent stands for <c>{new id}</c>: each has few attempts.</param>
    /// <param name="credential">By its name.</param>
    internal Task<int> SendAsync(string method, string path, string body, string credential) =>
        Server.StatusAsync(method, path, body.Replace("{new id}", RandomText.Id(), StringComparison.Ordinal), TokenOf(credential));

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    // Whoever has its id and is of the members' collection.
    private static Collection Own()
    {
        const string Rule = "id = @request.auth.id && @request.auth.collectionName = 'members'";
        return Schemas.Of("own", new RuleSet { View = Rule, Update = Rule });
    }

    private async Task MakeTokensAsync(Workbench bench)
    {
        var tokens = bench.Services.Tokens;
        var ana = await Server.World.AnaAsync();
        var boss = (await bench.Services.Reader.FindWhereAsync(bench.Storage, bench.Storage.Schema, bench[SystemCollections.Superusers], "", new Rules.RuleRequest(), 1, Ct))[0];
        var twin = await bench.PutAsync("silent", AccountWorld.Ana, r => r["email"] = Value.Text("ana@example.com"));
        var gone = await Server.World.AddAsync("gone00000000001", "gone@example.com", "");
        _tokens["a token of a deleted record"] = tokens.IssueAuth(gone);
        await bench.DeleteAsync("members", gone.Id);

        var good = tokens.IssueAuth(boss);
        _tokens["no token"] = null;
        _tokens["garbage"] = "Bearer garbage.garbage.garbage";
        _tokens["an unsigned token of a superuser"] = $"{Encoded("""{"alg":"none","typ":"JWT"}""")}.{good.Split('.')[1]}.";
        _tokens["an expired token of a superuser"] = tokens.IssueStatic(boss, -1);
        _tokens["an expired impersonation"] = tokens.IssueStatic(ana, 0);
        _tokens["a file token of a superuser"] = tokens.IssueFile(boss);
        _tokens["a password reset token of a superuser"] = tokens.IssueForMail(boss, TokenKind.PasswordReset);
        _tokens["a verification token of Ana"] = tokens.IssueForMail(ana, TokenKind.Verification);
        _tokens["a token of Ana"] = tokens.IssueAuth(ana);
        _tokens["an impersonation of Ana"] = tokens.IssueStatic(ana, 3600);
        _tokens["a token of a record of another collection"] = tokens.IssueAuth(twin);
        _tokens["a token of a superuser"] = good;
        _tokens["an impersonation of a superuser"] = tokens.IssueStatic(boss, 3600);
    }

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=');
}

/// <summary>
/// Every route answers every kind of caller as <see cref="RouteTable"/> says, and there is no route that the table doesn't have. A new route
/// needs a row.
/// </summary>
public sealed class RouteTableTests(RouteServer routes) : IClassFixture<RouteServer>
{
    private const string ByBoss = "a token of a superuser";

    public static TheoryData<string> Credentials => [.. RouteServer.Credentials.Select(c => c.Credential)];

    [Fact]
    public void Every_route_is_in_the_table_and_no_other()
    {
        var mapped = routes.Server.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint => NamesOf(endpoint));
        Assert.Equal(mapped.Distinct().Order(StringComparer.Ordinal), RouteTable.Cases.Select(c => c.Route).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Credentials))]
    public async Task Every_route_answers(string credential)
    {
        var expected = RouteServer.Credentials.Single(c => c.Credential == credential).Expected;
        Assert.Equal(RouteTable.Cases.Select(c => $"{c.Route} {c.Path}: {expected(c)}"), await AnswersAsync(credential));
    }

    /// <summary>Alone with its server: the addresses of superusers hold for everybody.</summary>
    [Fact]
    public async Task A_superuser_from_a_foreign_address_is_refused_on_every_route_and_nobody_else_is()
    {
        await using var own = new RouteServer();
        await own.InitializeAsync();
        var test = new RouteTableTests(own);
        Assert.Equal(200, await own.SendAsync("PATCH", "/api/settings", """{"superuserIPs":["10.1.2.3","192.168.0.0/16"]}""", ByBoss));

        foreach (var (credential, expected) in RouteServer.Credentials)
        {
            var isSuperuser = credential is ByBoss or "an impersonation of a superuser";
            Assert.Equal(RouteTable.Cases.Select(c => $"{c.Route} {c.Path}: {(isSuperuser ? 403 : expected(c))}"), await test.AnswersAsync(credential));
        }
    }

    private async Task<List<string>> AnswersAsync(string credential)
    {
        var answers = new List<string>();
        foreach (var asked in RouteTable.Cases)
        {
            var status = await routes.SendAsync(asked.Method, asked.Path, asked.Body, credential);
            answers.Add($"{asked.Route} {asked.Path}: {status}");
            if (asked.Method == "GET") Assert.Equal(status, await routes.SendAsync("HEAD", asked.Path, "", credential));
        }

        return answers;
    }

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint)
    {
        var pattern = endpoint.RoutePattern.RawText!.TrimEnd('/');
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Where(m => m != "HEAD").Select(m => $"{m} {pattern}");
    }
}
