using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>The first superuser, made over HTTP with a token that the server prints (the protocol, accounts page, section 15.2).</summary>
public sealed class InstallerTests
{
    private const string Placeholder = "__pbinstaller@example.com";
    private const string Boss = """{"email":"boss@example.com","password":"boss-secret","passwordConfirm":"boss-secret"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Engine> Engines => [.. Enum.GetValues<Engine>()];

    [Theory, MemberData(nameof(Engines))]
    public async Task The_token_makes_the_first_superuser_and_dies_with_that(Engine engine)
    {
        await using var bench = await Workbench.OpenAsync(engine);
        var token = (await bench.Services.Installer.OfferAsync(Ct))!;
        var claims = SignedToken.Parse(token)!.Claims;
        Assert.Equal((false, bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 1800d), (claims.Refreshable!.Value, claims.ExpiresAt));
        var caller = await CallerOfAsync(bench, token);
        Assert.True(caller.IsSuperuser);

        await bench.CreateAsync("_superusers", Boss, caller);

        Assert.True((await CallerOfAsync(bench, token)).IsGuest);
        Assert.Equal(["boss@example.com"], await EmailsAsync(bench));
        Assert.Null(await bench.Services.Installer.OfferAsync(Ct));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Requests_of_one_token_at_the_same_time_make_one_superuser(Engine engine)
    {
        await using var bench = await Workbench.OpenAsync(engine);
        var caller = await CallerOfAsync(bench, (await bench.Services.Installer.OfferAsync(Ct))!); // all were let in before the first is stored

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            await Xunit.Record.ExceptionAsync(() => bench.CreateAsync("_superusers", Boss.Replace("boss@", $"boss{i}@", StringComparison.Ordinal), caller))));

        Assert.Equal(3, made.Count(failure => failure is BasaltException { Kind: ErrorKind.Denied }));
        Assert.Single(await EmailsAsync(bench));
    }

    [Fact]
    public async Task The_token_ends_after_half_an_hour()
    {
        await using var bench = await Workbench.OpenAsync();
        var token = (await bench.Services.Installer.OfferAsync(Ct))!;
        bench.Clock.Advance(TimeSpan.FromSeconds(1799));
        Assert.True((await CallerOfAsync(bench, token)).IsSuperuser);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await CallerOfAsync(bench, token)).IsGuest);
    }

    [Fact]
    public async Task Each_start_offers_another_token_of_one_placeholder()
    {
        await using var bench = await Workbench.OpenAsync();
        var first = (await bench.Services.Installer.OfferAsync(Ct))!;
        bench.Clock.Advance(TimeSpan.FromHours(1));
        var second = (await bench.Services.Installer.OfferAsync(Ct))!;

        Assert.Equal([Placeholder], await EmailsAsync(bench));
        Assert.True((await CallerOfAsync(bench, first)).IsGuest);
        Assert.True((await CallerOfAsync(bench, second)).IsSuperuser);
    }

    [Fact]
    public async Task Two_servers_that_start_at_once_offer_tokens_of_one_placeholder()
    {
        await using var bench = await Workbench.OpenAsync(Engine.Postgres);
        await using var other = bench.OpenAnother();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? bench : other).Services.Installer.OfferAsync(Ct)));

        Assert.Equal([Placeholder], await EmailsAsync(bench));
        foreach (var token in tokens) Assert.True((await CallerOfAsync(other, token!)).IsSuperuser);
    }

    [Fact]
    public async Task A_superuser_made_by_command_ends_the_token_too()
    {
        await using var bench = await Workbench.OpenAsync();
        var token = (await bench.Services.Installer.OfferAsync(Ct))!;
        await bench.Services.Superusers.CreateAsync("boss@example.com", "boss-secret", Ct);
        Assert.True((await CallerOfAsync(bench, token)).IsGuest);
        Assert.Equal(["boss@example.com"], await EmailsAsync(bench));
    }

    [Fact]
    public async Task The_placeholder_can_not_be_signed_in_to_by_mail()
    {
        await using var server = await AuthServer.StartAsync();
        await server.World.Bench.DeleteAsync("_superusers", (await server.World.Bench.IdsAsync("_superusers"))[0], await server.World.Bench.SuperuserAsync());
        await server.World.Bench.PutAsync("_superusers", "installer000001", r => r["email"] = Value.Text(Placeholder));
        Assert.Equal("204", await server.OutcomeAsync("_superusers/request-password-reset", $$"""{"email":"{{Placeholder}}"}"""));
        Assert.Empty(await server.MailedAsync());
    }

    private static Task<Caller> CallerOfAsync(Workbench bench, string token) => bench.Services.Callers.ResolveAsync(token, Ct).AsTask();

    private static async Task<IEnumerable<string>> EmailsAsync(Workbench bench)
    {
        var schema = bench.Storage.Schema;
        var all = await bench.Services.Reader.FindWhereAsync(bench.Storage, schema, schema.Require(SystemCollections.Superusers), "", new Basalt.Rules.RuleRequest(), -1, Ct);
        return all.Select(r => r.TextOf("email")).Order(StringComparer.Ordinal);
    }
}
