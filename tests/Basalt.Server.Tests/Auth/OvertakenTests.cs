using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Auth;

/// <summary>A token of a mail that was good when it was looked at, and an account that somebody else changed before it was used.</summary>
public sealed class OvertakenTests
{
    private const string NewEmail = "new@example.com";

    private static readonly Action<Record> AnotherKey = r => r["tokenKey"] = Value.Text(new string('k', 50));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verification_whose_account_got_another_key_verifies_nobody()
    {
        await using var world = await AccountWorld.OpenAsync();

        var refusal = await Assert.ThrowsAsync<BasaltException>(() => VerifyAsync(world, AnotherKey));

        Assert.Equal("Invalid: token validation_invalid_token", Workbench.Shown(refusal));
        Assert.False((await world.AnaAsync()).IsTrue("verified"));
    }

    [Fact]
    public async Task A_verification_after_another_with_the_same_token_changes_nothing_more()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { PasswordAuth = o.PasswordAuth with { Enabled = false } });
        var before = await world.AnaAsync();

        await VerifyAsync(world, r => r["verified"] = Value.Bool(true));

        Assert.Equal(before.TextOf("password"), (await world.AnaAsync()).TextOf("password"));
    }

    [Fact]
    public async Task An_address_that_somebody_took_meanwhile_is_not_taken_from_them()
    {
        await using var world = await AccountWorld.OpenAsync();

        var refusal = await Assert.ThrowsAsync<BasaltException>(() => ChangeEmailAsync(world, () => world.AddAsync("bob000000000001", NewEmail, "")));

        Assert.Equal("Invalid: email validation_not_unique", Workbench.Shown(refusal));
        Assert.Equal(AccountWorld.AnasEmail, (await world.AnaAsync()).TextOf("email"));
    }

    [Fact]
    public async Task An_e_mail_change_whose_account_got_another_key_changes_nothing()
    {
        await using var world = await AccountWorld.OpenAsync();

        var refusal = await Assert.ThrowsAsync<BasaltException>(() => ChangeEmailAsync(world, () => world.SetAsync(AccountWorld.Ana, AnotherKey)));

        Assert.Equal("Invalid: token validation_invalid_token", Workbench.Shown(refusal));
        Assert.Equal(AccountWorld.AnasEmail, (await world.AnaAsync()).TextOf("email"));
    }

    public static TheoryData<string, Action<Record>> Changes => new()
    {
        { "another address", r => r["email"] = Value.Text(NewEmail) },
        { "another key", AnotherKey },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task A_code_that_is_made_while_its_account_changes_goes_nowhere(string what, Action<Record> meanwhile)
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { Otp = new OtpOptions { Enabled = true } });
        var services = world.Bench.Services;
        var requests = new OtpRequests(
            new WriteAfterRead(world.Bench.Storage, () => world.SetAsync(AccountWorld.Ana, meanwhile)),
            services.Reader, services.Writer, services.Passwords, new AccountMails(services.Tokens, services.Mails), world.Bench.Clock);

        var id = await requests.RequestAsync(world.Members, AccountWorld.AnasEmail, Ct);

        await services.Mails.DrainAsync();
        Assert.Matches("^[a-z0-9]{15}$", id); // as for nobody
        Assert.True(world.Bench.Mails.Take().Count == 0, what);
        Assert.Empty(await world.Bench.IdsAsync(SystemCollections.Otps));
    }

    [Fact]
    public async Task A_proof_that_was_changed_away_begins_no_second_step()
    {
        await using var world = await AccountWorld.OpenAsync();
        var (services, proved) = (world.Bench.Services, await world.AnaAsync());
        await world.SetAsync(AccountWorld.Ana, AnotherKey);

        var refusal = await Assert.ThrowsAsync<BasaltException>(
            () => new MfaSessions(world.Bench.Storage, services.Reader, services.Writer, world.Bench.Clock).BeginAsync(proved, "password", Ct));

        Assert.Equal("Invalid: Failed to authenticate.", Workbench.Shown(refusal));
        Assert.Empty(await world.Bench.IdsAsync(SystemCollections.Mfas));
    }

    public static TheoryData<string, int, Action<Record>, bool, string> Takeovers => new()
    {
        // how the squatter's identity leads to Ana's account, after how many reads the owner comes, what becomes of the account and the link, who the squatter is then
        { "linked", 2, r => r["verified"] = Value.Bool(true), true, "new" },
        { "linked", 2, r => r["name"] = Value.Text("Ana"), true, "new" },
        { "linked", 2, r => r["name"] = Value.Text("Ana"), false, "ana" },
        { "address", 2, r => r["email"] = Value.Text(NewEmail), false, "new" },
        { "address", 2, r => r["name"] = Value.Text("Ana"), false, "ana" },
    };

    [Theory, MemberData(nameof(Takeovers))]
    public async Task Who_is_meant_is_decided_anew_when_the_reason_is_gone(string how, int reads, Action<Record> account, bool takesLink, string expected)
    {
        const string LinkId = "link00000000001";
        await using var world = await AccountWorld.OpenAsync(WithOidc);
        if (how == "linked")
        {
            await world.Bench.PutAsync(SystemCollections.ExternalAuths, LinkId, r =>
            {
                (r["collectionRef"], r["recordRef"]) = (Value.Text(world.Members.Id), Value.Text(AccountWorld.Ana));
                (r["provider"], r["providerId"]) = (Value.Text("oidc"), Value.Text("squatter"));
            });
        }

        var user = new OAuth2User { Id = "squatter", Email = how == "linked" ? "squatter@example.com" : AccountWorld.AnasEmail };
        var signedIn = await SignInAsync(world, user, new WriteAfterRead(world.Bench.Storage, OwnerComesAsync, reads));

        Assert.Equal(expected, signedIn.Id == AccountWorld.Ana ? "ana" : "new");

        async Task OwnerComesAsync()
        {
            await world.SetAsync(AccountWorld.Ana, account);
            if (takesLink) await world.Bench.DeleteAsync(SystemCollections.ExternalAuths, LinkId, await world.Bench.SuperuserAsync());
        }
    }

    [Fact]
    public async Task An_account_that_is_verified_no_more_loses_its_password_to_the_owner_of_the_address()
    {
        await using var world = await AccountWorld.OpenAsync(WithOidc);
        await world.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(true));
        var before = (await world.AnaAsync()).TextOf("password");

        var engine = new WriteAfterRead(world.Bench.Storage, () => world.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(false)), reads: 2);
        await SignInAsync(world, new OAuth2User { Id = "ana-1", Email = AccountWorld.AnasEmail }, engine);

        var ana = await world.AnaAsync();
        Assert.True(ana.IsTrue("verified"));
        Assert.NotEqual(before, ana.TextOf("password"));
    }

    private static AuthOptions WithOidc(AuthOptions options) => options with
    {
        OAuth2 = new OAuth2Options
        {
            Enabled = true,
            Providers = [new OAuth2Provider { Name = "oidc", ClientId = "c", ClientSecret = "s", AuthUrl = "http://127.0.0.1/a", TokenUrl = "http://127.0.0.1/t", UserInfoUrl = "http://127.0.0.1/u" }],
        },
    };

    private static async Task<Record> SignInAsync(AccountWorld world, OAuth2User user, DelegatingEngine engine)
    {
        var services = world.Bench.Services;
        var method = new OAuth2SignIn(engine, services.Reader, services.Writer, services.Passwords, new Lazy<IOAuth2Gateway>(new Known(user)), new AppleNames(world.Bench.Clock));
        var request = new SignInRequest(AccountWorld.Request(), new SignInClient(System.Net.IPAddress.Loopback, ""));
        return (await method.ProveAsync(world.Members, SubmittedTexts.Of(("provider", "oidc"), ("code", "good")), request, Ct)).Record;
    }

    private static async Task VerifyAsync(AccountWorld world, Action<Record> meanwhile)
    {
        var services = world.Bench.Services;
        var token = services.Tokens.IssueForMail(await world.AnaAsync(), TokenKind.Verification);
        var tokens = new TokenService(
            new WriteAfterRead(world.Bench.Storage, () => world.SetAsync(AccountWorld.Ana, meanwhile)), services.Reader, world.Bench.Clock);
        var verification = new Verification(
            world.Bench.Storage, services.Reader, services.Writer, tokens, services.Passwords, new AccountMails(tokens, services.Mails), world.Bench.Clock);
        await verification.ConfirmAsync(world.Members, token, Ct);
    }

    /// <summary>A provider that knows one user.</summary>
    private sealed class Known(OAuth2User user) : IOAuth2Gateway
    {
        public Task<OAuth2User> FetchAsync(OAuth2Provider provider, OAuth2Code code, CancellationToken ct) => Task.FromResult(user);
    }

    // Between the look whether the address is taken and the change.
    private static async Task ChangeEmailAsync(AccountWorld world, Func<Task> meanwhile)
    {
        var services = world.Bench.Services;
        var token = services.Tokens.IssueForMail(await world.AnaAsync(), TokenKind.EmailChange, NewEmail);
        var change = new EmailChange(
            new WriteAfterRead(world.Bench.Storage, meanwhile), services.Reader, services.Writer, services.Tokens, services.Passwords, new AccountMails(services.Tokens, services.Mails));
        await change.ConfirmAsync(world.Members, token, AccountWorld.AnasPassword, Ct);
    }
}
