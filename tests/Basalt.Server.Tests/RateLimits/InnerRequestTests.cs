using System.Globalization;
using Basalt.Server.Tests.Auth;
using static Basalt.Server.Tests.RateLimits.RateLimitedServer;

namespace Basalt.Server.Tests.RateLimits;

/// <summary>Items of batches, and accounts that a first sign-in makes, count against their collection too (records page, section 12; accounts page, section 4.3).</summary>
public sealed class InnerRequestTests(RateLimitedServer server) : IClassFixture<RateLimitedServer>
{
    private const string Create = $$$"""{"method":"POST","url":"{{{Posts}}}?fields=id","body":{}}""";
    private const string Update = $$$"""{"method":"PATCH","url":"{{{Posts}}}/post00000000001","body":{}}""";
    private const string Delete = $$$"""{"method":"DELETE","url":"{{{Posts}}}/nothing"}""";
    private const string Note = """{"method":"POST","url":"/api/collections/pbc_notes/records","body":{}}""";
    private const string OfView = """{"method":"POST","url":"/api/collections/titles/records","body":{}}""";
    private const string OfLocked = """{"method":"POST","url":"/api/collections/locked/records","body":{}}""";
    private const string UpsertOfOld = $$$"""{"method":"PUT","url":"{{{Posts}}}","body":{"id":"post00000000001"}}""";
    private const string UpsertOfNew = $$$"""{"method":"PUT","url":"{{{Posts}}}","body":{}}""";

    public static TheoryData<string, string, string> Batches => new()
    {
        // rules; items; what comes of them: "200", or which item was refused with what
        { "*:create 2/9", $"{Create},{Create}", "200" },
        { "*:create 2/9", $"{Create},{Create},{Create}", "2 429" },
        { "*:create 1/9", $"{Create},{Note}", "200" },                             // each collection alone
        { "notes:create 1/9", $"{Note},{Create},{Create},{Note}", "3 429" },       // by name, whatever the URL calls it
        { "*:create 1/9", $"{Create},{Update},{Update}", "200" },
        { "*:update 1/9", $"{Update},{Update}", "1 429" },
        { "*:update 1/9", $"{UpsertOfNew},{UpsertOfOld},{UpsertOfOld}", "2 429" },
        { "*:create 1/9", $"{UpsertOfOld},{UpsertOfNew},{UpsertOfNew}", "2 429" },
        { "*:delete 1/9", $"{Delete},{Delete}", "0 404" },                         // the first that fails decides
        { "POST /api/collections/ 1/9", $"{Create},{Create}", "1 429" },
        { $"PATCH {Posts}/ 1/9", $"{UpsertOfOld},{UpsertOfOld}", "1 429" },
        { "/api/batch 1/9", $"{Create},{Create}", "200" },                         // items are not the batch
        { "/api/ 1/9", $"{Create},{Create}", "1 429" },
        { "*:create 1/9", $"{OfView},{OfView}", "0 400" },
        { "*:create 1/9", $"{OfLocked},{OfLocked}", "0 403" },
        { "*:create@auth 1/9", $"{Create},{Create}", "200" },
    };

    [Theory, MemberData(nameof(Batches))]
    public async Task Items_of_a_batch_are_counted(string rules, string items, string expected)
    {
        await server.LimitAsync(rules);

        var (status, json) = await server.BatchAsync(items);

        if (status == 200)
        {
            Assert.Equal("200", expected);
            return;
        }

        var item = json.GetProperty("data").GetProperty("requests").EnumerateObject().Single();
        Assert.Equal(expected, string.Create(CultureInfo.InvariantCulture, $"{item.Name} {item.Value.GetProperty("response").GetProperty("status").GetInt32()}"));
    }

    [Fact]
    public async Task A_batch_is_counted_by_its_path_and_its_items_stay_counted_when_it_fails()
    {
        await server.LimitAsync("/api/batch 3/60, *:create 3/60");

        Assert.Equal(400, (await server.BatchAsync($"{Create},{OfView}")).Status);
        Assert.Equal(200, (await server.BatchAsync($"{Create},{Create}")).Status);
        Assert.Equal(400, (await server.BatchAsync(Create)).Status);
        Assert.Equal(429, (await server.BatchAsync(Create)).Status);
        Assert.Equal("200 200 200 429", await server.StatusesAsync(4, $"POST {Posts}", "{}")); // apart from those
    }

    [Fact]
    public async Task A_superusers_items_are_not_counted()
    {
        await server.LimitAsync("*:create 1/60");
        Assert.Equal(200, (await server.BatchAsync($"{Create},{Create},{Create}", "boss")).Status);
    }

    [Fact]
    public async Task Accounts_that_a_first_sign_in_makes_are_counted_as_created()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var accounts = await AuthServer.StartAsync(o => o with { OAuth2 = o.OAuth2 with { Enabled = true, Providers = [provider.As("oidc")] } });
        const string Limits = """{"rateLimits":{"enabled":true,"rules":[{"label":"members:create","maxRequests":1,"duration":60}]}}""";
        Assert.Equal(200, await accounts.StatusAsync("PATCH", "/api/settings", Limits, await accounts.TokenOfAsync("boss")));

        Assert.Equal("200", await SignInAsync("eve"));
        Assert.Equal("429 Too Many Requests.", await SignInAsync("bob"));
        Assert.Equal("200", await SignInAsync("eve")); // makes nothing

        Task<string> SignInAsync(string who)
        {
            provider.UserJson = $$"""{"sub":"{{who}}","email":"{{who}}@example.com","email_verified":true}""";
            return accounts.OutcomeAsync("members/auth-with-oauth2", """{"provider":"oidc","code":"good"}""");
        }
    }
}
