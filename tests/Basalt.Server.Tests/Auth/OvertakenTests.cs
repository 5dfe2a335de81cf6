using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
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
