using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>Two methods to sign in, one after the other (the protocol, accounts page, section 8).</summary>
public sealed class MfaTests
{
    private const string SessionId = "mfa000000000001";

    [Fact]
    public async Task The_first_method_leaves_a_row_and_gives_no_token()
    {
        await using var world = await OpenAsync();

        var needed = Assert.IsType<SignInResult.NeedsSecondMethod>(await world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword));

        var row = (await world.Bench.FindAsync(SystemCollections.Mfas, needed.MfaId))!;
        Assert.Equal(
            (world.Members.Id, AccountWorld.Ana, "password"), (row.TextOf("collectionRef"), row.TextOf("recordRef"), row.TextOf("method")));
        Assert.Empty(await world.Bench.IdsAsync(SystemCollections.AuthOrigins));
    }

    [Fact]
    public async Task A_wrong_password_leaves_no_row()
    {
        await using var world = await OpenAsync();
        await Assert.ThrowsAsync<BasaltException>(() => world.SignInAsync(AccountWorld.AnasEmail, "wrong"));
        Assert.Empty(await world.Bench.IdsAsync(SystemCollections.Mfas));
    }

    public static TheoryData<string, string, string, int, string, bool> Seconds => new()
    {
        // id brought, method and record of the row, its age in seconds, outcome, whether the row is left
        { SessionId, "otp", AccountWorld.Ana, 0, "in", false },
        { SessionId, "otp", AccountWorld.Ana, 600, "in", false },
        { SessionId, "otp", AccountWorld.Ana, 601, "Invalid: Invalid or expired MFA session.", false },
        { SessionId, "password", AccountWorld.Ana, 601, "Invalid: Invalid or expired MFA session.", false },
        { SessionId, "otp", "bob000000000001", 601, "Invalid: Invalid or expired MFA session.", false },
        { SessionId, "otp", "bob000000000001", 0, "Invalid: Invalid MFA session.", true },
        { SessionId, "password", AccountWorld.Ana, 0, "Invalid: A different authentication method is required.", true },
        { "mfa000000000009", "otp", AccountWorld.Ana, 0, "Invalid: Invalid or expired MFA session.", true },
        { "' OR 1=1 --", "otp", AccountWorld.Ana, 0, "Invalid: Invalid or expired MFA session.", true },
    };

    [Theory, MemberData(nameof(Seconds))]
    public async Task The_second_method_with(string brought, string method, string of, int ageSeconds, string expected, bool isLeft)
    {
        await using var world = await OpenAsync();
        await AddSessionAsync(world, method, of);
        world.Bench.Clock.Advance(TimeSpan.FromSeconds(ageSeconds));

        Assert.Equal(expected, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword, mfaId: brought)));
        Assert.Equal(isLeft ? [SessionId] : [], await world.Bench.IdsAsync(SystemCollections.Mfas));
    }

    [Fact]
    public async Task A_row_of_another_collections_record_is_somebody_elses()
    {
        await using var world = await OpenAsync();
        await AddSessionAsync(world, "otp", AccountWorld.Ana, "_pb_users_auth_");
        Assert.Equal(
            "Invalid: Invalid MFA session.",
            await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword, mfaId: SessionId)));
    }

    [Fact]
    public async Task Of_fifty_at_once_exactly_one_passes()
    {
        await using var world = await OpenAsync();
        await AddSessionAsync(world, "otp", AccountWorld.Ana);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            () => OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword, mfaId: SessionId)))));

        Assert.Single(outcomes, outcome => outcome == "in");
        Assert.Equal(49, outcomes.Count(outcome => outcome == "Invalid: Invalid or expired MFA session."));
    }

    public static TheoryData<string, string> Rules => new()
    {
        { "", "needs a second" },
        { "name = ''", "needs a second" },
        { "1 = 2", "in" },
        { "@request.context = 'password'", "needs a second" },
        { "gone = 1", "Invalid: Failed to authenticate." },
    };

    [Theory, MemberData(nameof(Rules))]
    public async Task The_rule_says_whether_a_second_method_is_needed(string rule, string expected)
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { Mfa = new MfaOptions(true, 600, rule) });
        Assert.Equal(expected, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword)));
    }

    [Fact]
    public async Task A_superuser_who_asks_does_not_bypass_it()
    {
        await using var world = await OpenAsync();
        var superuser = await world.Bench.SuperuserAsync();
        Assert.IsType<SignInResult.NeedsSecondMethod>(await world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword, caller: superuser));
    }

    private static Task<AccountWorld> OpenAsync() => AccountWorld.OpenAsync(o => o with { Mfa = new MfaOptions(true) });

    private static Task AddSessionAsync(AccountWorld world, string method, string of, string? collection = null) =>
        world.Bench.PutAsync(SystemCollections.Mfas, SessionId, r =>
        {
            r["collectionRef"] = Value.Text(collection ?? world.Members.Id);
            r["recordRef"] = Value.Text(of);
            r["method"] = Value.Text(method);
        });

    private static async Task<string> OutcomeAsync(Func<Task<SignInResult>> attempt)
    {
        try
        {
            return await attempt() is SignInResult.Completed ? "in" : "needs a second";
        }
        catch (BasaltException refusal)
        {
            return Workbench.Shown(refusal);
        }
    }
}
