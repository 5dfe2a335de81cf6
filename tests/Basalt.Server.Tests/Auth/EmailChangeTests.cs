using Basalt.Auth;
using Basalt.Mail;
using Basalt.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>Another address for an account (the protocol, accounts page, section 11).</summary>
public sealed class EmailChangeTests
{
    private const string Request = "members/request-email-change";
    private const string Confirm = "members/confirm-email-change";

    public static TheoryData<string, string, string, string, int> Requests => new()
    {
        // who, path, body, outcome, mails
        { "ana", Request, """{"newEmail":"new@example.com"}""", "204", 1 },
        { "", Request, "{", "401 The request requires valid record authorization token.", 0 },
        { "boss", Request, "{", "403 The request requires auth record from _superusers collection.", 0 },
        { "ana", "silent/request-email-change", "{", "403 The request requires auth record from members collection.", 0 },
        { "boss", "_superusers/request-email-change", "{", "400 All superusers can change their emails directly.", 0 },
        { "ana", Request, "{}", "400 newEmail validation_required", 0 },
        { "ana", Request, """{"newEmail":"new"}""", "400 newEmail validation_is_email", 0 },
        { "ana", Request, """{"newEmail":"ana@example.com"}""", "400 newEmail validation_not_in_invalid", 0 },
        { "ana", Request, """{"newEmail":"bea@example.com"}""", "400 newEmail validation_invalid_new_email", 0 },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_for_the_account_itself(string who, string path, string body, string outcome, int mails)
    {
        await using var server = await AuthServer.StartAsync();
        await server.World.AddAsync("bea000000000001", "bea@example.com", "");
        Assert.Equal(outcome, await server.OutcomeAsync(path, body, who));
        Assert.Equal(mails, (await server.MailedAsync()).Count);
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_is_told_at_once()
    {
        await using var server = await AuthServer.StartAsync();
        server.World.Bench.Mails.Failure = _ => new MailFailedException("no", isFinal: false);
        Assert.Equal("400 Failed to request email change.", await server.OutcomeAsync(Request, """{"newEmail":"new@example.com"}""", "ana"));
    }

    [Fact]
    public async Task The_new_address_gets_the_link_and_the_old_one_is_told_afterwards()
    {
        await using var server = await AuthServer.StartAsync();
        var session = await server.TokenOfAsync("ana");
        await server.OutcomeAsync(Request, """{"newEmail":"new@example.com"}""", "ana");
        var link = Assert.Single(await server.NewMailsAsync());
        Assert.Equal("new@example.com", link.To);
        var token = link.Html.Split("confirm-email-change/")[1].Split('"')[0];

        Assert.Equal("204", await server.OutcomeAsync(Confirm, Body(token)));

        var ana = await server.World.AnaAsync();
        Assert.Equal(("new@example.com", true), (ana.TextOf("email"), ana.IsTrue("verified")));
        Assert.Equal(401, (await server.SendAsync("POST", "members/auth-refresh", "", token: session)).Status);
        Assert.Equal(["ana@example.com: Your Acme email address was changed"], await server.MailedAsync());
        Assert.StartsWith("400 ", await server.OutcomeAsync(Confirm, Body(token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_at_once_exactly_one_passes()
    {
        await using var server = await AuthServer.StartAsync();
        var statuses = await server.RaceAsync(Confirm, Body(await Mailed.TokenAsync(server, "good", TokenKind.EmailChange)));
        Assert.Equal((1, 49), (statuses[204], statuses.Where(s => s.Key is 400 or 503).Sum(s => s.Value)));
        Assert.Single(await server.MailedAsync());
    }

    [Fact]
    public async Task An_address_that_is_the_accounts_own_by_now_is_not_taken()
    {
        await using var server = await AuthServer.StartAsync();
        var token = await Mailed.TokenAsync(server, "good", TokenKind.EmailChange);
        await server.World.SetAsync(AccountWorld.Ana, r => r["email"] = Value.Text("new@example.com"));
        Assert.Equal("204", await server.OutcomeAsync(Confirm, Body(token)));
        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
    }

    public static TheoryData<string, string, string> Attempts => new()
    {
        // token, password, outcome
        { "", "", "400 password validation_required, token validation_required" },
        { "x", "12345678", "400 password validation_invalid_password, token validation_invalid_token_payload" },
        { "auth", "12345678", "400 password validation_invalid_password, token validation_invalid_token_payload" },
        { "passwordReset", "12345678", "400 password validation_invalid_password, token validation_invalid_token" },
        { "verification", "12345678", "400 password validation_invalid_password, token validation_invalid_token" },
        { "silent", "12345678", "400 password validation_invalid_password, token validation_token_collection_mismatch" },
        { "expired", "12345678", "400 password validation_invalid_password, token validation_invalid_token" },
        { "moved", "12345678", "400 password validation_invalid_password, token validation_invalid_token" },
        { "taken", "12345678", "400 token validation_invalid_token_email" },
        { "good", "wrong", "400 password validation_invalid_password" },
        { "good", new('p', 101), "400 password validation_length_out_of_range" },
    };

    [Theory, MemberData(nameof(Attempts))]
    public async Task What_does_not_fit_changes_nothing(string which, string password, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        var token = await Mailed.TokenAsync(server, which, TokenKind.EmailChange);
        if (which == "taken") await server.World.AddAsync("bea000000000001", "new@example.com", "");
        var email = (await server.World.AnaAsync()).TextOf("email");
        Assert.Equal(outcome, await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}","password":"{{password}}"}"""));
        Assert.Equal(email, (await server.World.AnaAsync()).TextOf("email"));
    }

    private static string Body(string token) => $$"""{"token":"{{token}}","password":"12345678"}""";
}
