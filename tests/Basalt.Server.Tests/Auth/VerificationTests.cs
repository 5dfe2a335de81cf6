using Basalt.Auth;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Server.Tests.Auth;

/// <summary>Showing that an address is one's own (the protocol, accounts page, section 10).</summary>
public sealed class VerificationTests
{
    private const string Request = "members/request-verification";
    private const string Confirm = "members/confirm-verification";

    public static TheoryData<string, string, string, int> Requests => new()
    {
        // path, body, outcome, mails
        { Request, """{"email":"ana@example.com"}""", "204", 1 },
        { Request, """{"email":"nobody@example.com"}""", "204", 0 },
        { Request, """{"email":"vera@example.com"}""", "204", 0 }, // verified already
        { Request, """{"email":"Ana@example.com"}""", "204", 0 },
        { Request, """{"email":""}""", "400 email validation_required", 0 },
        { Request, "", "400 email validation_required", 0 },
        { Request, """{"email":"ana"}""", "400 email validation_is_email", 0 },
        { Request, """{"email":" ana@example.com"}""", "400 email validation_is_email", 0 },
        { Request, """{"email":{}}""", "400 An error occurred while loading the submitted data.", 0 },
        { "_superusers/request-verification", "{", "400 All superusers are verified by default.", 0 },
        { "posts/request-verification", "{", "404 Missing or invalid auth collection context.", 0 },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_answered_alike_whoever_has_the_address(string path, string body, string outcome, int mails)
    {
        await using var server = await AuthServer.StartAsync();
        await server.World.AddAsync("vera00000000001", "vera@example.com", "", r => r["verified"] = Value.Bool(true));
        Assert.Equal(outcome, await server.OutcomeAsync(path, body));
        Assert.Equal(mails, (await server.MailedAsync()).Count);
    }

    [Fact]
    public async Task One_mail_in_two_minutes_whether_or_not_it_could_be_sent()
    {
        await using var server = await AuthServer.StartAsync();
        server.World.Bench.Mails.Failure = _ => new MailFailedException("no", isFinal: true);
        await RequestAsync(server);
        Assert.Empty(await server.MailedAsync()); // which waits until the mail was tried
        server.World.Bench.Mails.Failure = _ => null;
        server.World.Bench.Clock.Advance(TimeSpan.FromSeconds(119));
        await RequestAsync(server);
        Assert.Empty(await server.MailedAsync());
        server.World.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await RequestAsync(server);
        Assert.Equal(["ana@example.com: Verify your Acme email"], await server.MailedAsync());
    }

    [Fact]
    public async Task The_link_comes_from_the_settings_and_verifies_without_ending_sessions()
    {
        await using var server = await AuthServer.StartAsync();
        var session = await server.TokenOfAsync("ana");
        await RequestAsync(server);
        var token = await server.MailedTokenAsync();
        Assert.Equal("204", await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}"}"""));
        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-refresh", "", token: session)).Status);
        Assert.Equal("204", await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}"}""")); // already so, which is fine
    }

    [Fact]
    public async Task Where_passwords_are_off_the_password_is_replaced()
    {
        await using var server = await AuthServer.StartAsync();
        await RequestAsync(server);
        var token = await server.MailedTokenAsync();
        await server.World.ChangeAsync(o => o with { PasswordAuth = new PasswordAuthOptions(false, ["email"]), Otp = new OtpOptions { Enabled = true } });
        var before = await server.World.AnaAsync();
        Assert.Equal("204", await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}"}"""));
        var after = await server.World.AnaAsync();
        Assert.NotEqual(before.TextOf("password"), after.TextOf("password"));
        Assert.NotEqual(before.TextOf("tokenKey"), after.TextOf("tokenKey"));
    }

    public static TheoryData<string, string> Tokens => new()
    {
        { "", "400 token validation_required" },
        { "x", "400 token validation_invalid_token_claims" },
        { "auth", "400 token validation_invalid_token_claims" },
        { "passwordReset", "400 token validation_invalid_token" },
        { "emailChange", "400 token validation_invalid_token" },
        { "silent", "400 token validation_token_collection_mismatch" },
        { "expired", "400 token validation_invalid_token" },
        { "moved", "400 token validation_invalid_token" },         // the address was changed: its key with it
        { "edited", "400 token validation_token_email_mismatch" }, // and so it stays when the key was not
        { "forged", "400 token validation_invalid_token" },
    };

    [Theory, MemberData(nameof(Tokens))]
    public async Task A_token_that_is_none_is_told_why(string which, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        var token = await Mailed.TokenAsync(server, which, TokenKind.Verification);
        Assert.Equal(outcome, await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}"}"""));
        Assert.False((await server.World.AnaAsync()).IsTrue("verified"));
    }

    private static async Task RequestAsync(AuthServer server) =>
        Assert.Equal("204", await server.OutcomeAsync(Request, """{"email":"ana@example.com"}"""));
}
