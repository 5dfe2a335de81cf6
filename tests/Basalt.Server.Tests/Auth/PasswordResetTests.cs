using Basalt.Auth;
using Basalt.Mail;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>A new password for whoever can read the account's mail (the protocol, accounts page, section 9).</summary>
public sealed class PasswordResetTests
{
    private const string Request = "members/request-password-reset";
    private const string Confirm = "members/confirm-password-reset";

    public static TheoryData<string, string, string, int> Requests => new()
    {
        // path, body, outcome, mails
        { Request, """{"email":"ana@example.com"}""", "204", 1 },
        { Request, """{"email":"nobody@example.com"}""", "204", 0 },
        { Request, """{"email":"anau@example.com"}""", "204", 0 },
        { Request, "{}", "400 email validation_required", 0 },
        { Request, """{"email":"ana@"}""", "400 email validation_is_email", 0 },
        { "silent/request-password-reset", "{", "400 The collection is not configured to allow password authentication.", 0 },
        { "_superusers/request-password-reset", """{"email":"boss@example.com"}""", "204", 1 },
        { "_superusers/request-password-reset", """{"email":"__pbinstaller@example.com"}""", "204", 0 },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_answered_alike_whoever_has_the_address(string path, string body, string outcome, int mails)
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(outcome, await server.OutcomeAsync(path, body));
        Assert.Equal(mails, (await server.MailedAsync()).Count);
    }

    [Fact]
    public async Task One_mail_in_two_minutes_but_one_that_failed_does_not_count()
    {
        await using var server = await AuthServer.StartAsync();
        server.World.Bench.Mails.Failure = _ => new MailFailedException("no", isFinal: true);
        await server.OutcomeAsync(Request, """{"email":"ana@example.com"}""");
        await server.MailedAsync();
        server.World.Bench.Mails.Failure = _ => null;
        await server.OutcomeAsync(Request, """{"email":"ana@example.com"}""");
        await server.OutcomeAsync(Request, """{"email":"ana@example.com"}""");
        Assert.Single(await server.MailedAsync());
    }

    [Fact]
    public async Task One_mail_in_two_minutes_whichever_server_is_asked()
    {
        await using var world = await AccountWorld.OpenAsync(engine: Engine.Postgres);
        await using var other = world.Bench.OpenAnother();
        var ct = TestContext.Current.CancellationToken;
        foreach (var services in (BasaltServices[])[world.Bench.Services, other.Services])
        {
            await services.PasswordReset.RequestAsync(world.Members, AccountWorld.AnasEmail, ct);
            await services.Verification.RequestAsync(world.Members, AccountWorld.AnasEmail, ct);
            await services.Mails.DrainAsync();
        }

        Assert.Equal((2, 0), (world.Bench.Mails.Take().Count, other.Mails.Take().Count)); // one of each kind
        world.Bench.Clock.Advance(TimeSpan.FromMinutes(2));
        await other.Services.PasswordReset.RequestAsync(world.Members, AccountWorld.AnasEmail, ct);
        await other.Services.Mails.DrainAsync();
        Assert.Single(other.Mails.Take());
    }

    [Fact]
    public async Task A_new_password_ends_every_session_and_the_token_and_verifies_the_address()
    {
        await using var server = await AuthServer.StartAsync();
        var session = await server.TokenOfAsync("ana");
        await server.OutcomeAsync(Request, """{"email":"ana@example.com"}""");
        var body = Body(await server.MailedTokenAsync(), "n3w-secret");

        Assert.Equal("204", await server.OutcomeAsync(Confirm, body));

        Assert.Equal("400 token validation_invalid_token", await server.OutcomeAsync(Confirm, body));
        Assert.Equal(401, (await server.SendAsync("POST", "members/auth-refresh", "", token: session)).Status);
        Assert.Equal("400 Failed to authenticate.", await server.OutcomeAsync("members/auth-with-password", AuthServer.AnasBody));
        Assert.Equal("200", await server.OutcomeAsync("members/auth-with-password", """{"identity":"ana@example.com","password":"n3w-secret"}"""));
        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
        await server.MailedAsync();
        await server.OutcomeAsync(Request, """{"email":"ana@example.com"}"""); // the two minutes are over with it
        Assert.Single(await server.MailedAsync());
    }

    [Fact]
    public async Task Of_fifty_at_once_exactly_one_passes()
    {
        await using var server = await AuthServer.StartAsync();
        var token = await Mailed.TokenAsync(server, "good", TokenKind.PasswordReset);
        var statuses = await server.RaceAsync(Confirm, Body(token, "n3w-secret"));
        Assert.Equal((1, 49), (statuses[204], statuses.Where(s => s.Key is 400 or 503).Sum(s => s.Value)));
    }

    public static TheoryData<string, string, string, string> Attempts => new()
    {
        // token, password, confirmation, outcome
        { "", "", "", "400 password validation_required, passwordConfirm validation_required, token validation_required" },
        { "x", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "auth", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "verification", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "silent", "n3w-secret", "n3w-secret", "400 token validation_token_collection_mismatch" },
        { "expired", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "moved", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "forged", "n3w-secret", "n3w-secret", "400 token validation_invalid_token" },
        { "good", "n3w-secret", "n3w-secreT", "400 passwordConfirm validation_values_mismatch" },
        { "good", "short", "short", "400 password validation_length_out_of_range" },
        { "good", new('p', 256), new('p', 256), "400 password validation_length_out_of_range" },
        { "good", new('p', 72), new('p', 72), "400 password validation_max_text_constraint" },
    };

    [Theory, MemberData(nameof(Attempts))]
    public async Task What_does_not_fit_changes_nothing(string which, string password, string confirmation, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        var token = await Mailed.TokenAsync(server, which, TokenKind.PasswordReset);
        var hash = (await server.World.AnaAsync()).TextOf("password");
        Assert.Equal(outcome, await server.OutcomeAsync(Confirm, $$"""{"token":"{{token}}","password":"{{password}}","passwordConfirm":"{{confirmation}}"}"""));
        Assert.Equal(hash, (await server.World.AnaAsync()).TextOf("password"));
    }

    public static TheoryData<string, string> Secrets
    {
        get
        {
            var rows = new TheoryData<string, string>();
            string[] paths = ["members/confirm-password-reset", "members/confirm-verification", "members/confirm-email-change", "members/auth-with-otp", "members/auth-with-password"];
            foreach (var path in paths)
            {
                foreach (var value in new[] { "{}", "[]", "1", "true", "null", "\"\"", """{"$ne":""}""", """["a"]""" }) rows.Add(path, value);
            }

            return rows;
        }
    }

    [Theory, MemberData(nameof(Secrets))]
    public async Task A_secret_of_another_type_is_no_secret(string path, string value)
    {
        await using var server = await AuthServer.StartAsync(o => o with { Otp = new OtpOptions { Enabled = true } });
        var body = $$"""{"token":{{value}},"password":{{value}},"passwordConfirm":{{value}},"otpId":{{value}},"identity":"ana@example.com"}""";
        Assert.Equal(400, (await server.SendAsync("POST", path, body)).Status);
    }

    private static string Body(string token, string password) => $$"""{"token":"{{token}}","password":"{{password}}","passwordConfirm":"{{password}}"}""";
}
