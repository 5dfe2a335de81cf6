using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>One-time passwords (the protocol, accounts page, section 7).</summary>
public sealed class OtpTests
{
    private const string Request = "members/request-otp";
    private const string SignIn = "members/auth-with-otp";
    private const string RowId = "otp000000000001";
    private const string Code = "48210375";
    private const string Expired = "Invalid: Invalid or expired OTP.";

    private static readonly Func<AuthOptions, AuthOptions> On = o => o with { Otp = new OtpOptions { Enabled = true } };

    public static TheoryData<string, string, string, int> Requests => new()
    {
        // path, body, outcome, mails
        { Request, """{"email":"ana@example.com"}""", "200", 1 },
        { Request, """{"email":"nobody@example.com"}""", "200", 0 },
        { Request, "", "400 email validation_required", 0 },
        { Request, """{"email":"ana"}""", "400 email validation_is_email", 0 },
        { "silent/request-otp", "{", "403 The collection is not configured to allow OTP authentication.", 0 },
        { "silent/auth-with-otp", "{", "403 The collection is not configured to allow OTP authentication.", 0 },
        { "posts/request-otp", "{", "404 Missing or invalid auth collection context.", 0 },
        { SignIn, "", "400 otpId validation_required, password validation_required", 0 },
        { SignIn, """{"otpId":"x","password":"123"}""", "400 Invalid or expired OTP.", 0 },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_answered_alike_whoever_has_the_address(string path, string body, string outcome, int mails)
    {
        await using var server = await AuthServer.StartAsync(On);
        Assert.Equal(outcome, await server.OutcomeAsync(path, body));
        Assert.Equal(mails, (await server.MailedAsync()).Count);
        Assert.Equal(mails, (await server.World.Bench.IdsAsync(SystemCollections.Otps)).Count);
    }

    [Fact]
    public async Task A_request_for_nobody_looks_the_same_and_commits_as_much()
    {
        await using var server = await AuthServer.StartAsync(On);
        var otps = server.World.Bench[SystemCollections.Otps];
        var stamps = new List<long> { server.World.Bench.Storage.WriteStamp(otps) };
        foreach (var email in new[] { "ana@example.com", "nobody@example.com" })
        {
            var (_, json) = await server.SendAsync("POST", Request, $$"""{"email":"{{email}}"}""");
            Assert.Matches("^\\{\"otpId\":\"[a-z0-9]{15}\"\\}$", json.GetRawText());
            stamps.Add(server.World.Bench.Storage.WriteStamp(otps));
            await server.MailedAsync();
            if (email == "ana@example.com") stamps[^1] = server.World.Bench.Storage.WriteStamp(otps);
        }

        Assert.True(stamps[2] > stamps[1] && stamps[1] > stamps[0]);
        Assert.DoesNotContain(server.World.Bench.Published, change => change.StartsWith("Deleted _otps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_mailed_code_signs_in_once_and_verifies_the_address()
    {
        await using var server = await AuthServer.StartAsync(On);
        var (_, json) = await server.SendAsync("POST", Request, """{"email":"ana@example.com"}""");
        var id = json.GetProperty("otpId").GetString();
        var mail = Assert.Single(await server.NewMailsAsync());
        var code = mail.Html.Split("<strong>")[1].Split('<')[0];
        Assert.Matches("^[0-9]{8}$", code);
        Assert.Equal("ana@example.com", (await server.World.Bench.FindAsync(SystemCollections.Otps, id!))!.TextOf("sentTo"));

        var body = $$"""{"otpId":"{{id}}","password":"{{code}}"}""";
        Assert.Equal("200", await server.OutcomeAsync(SignIn, body));
        Assert.Equal("400 Invalid or expired OTP.", await server.OutcomeAsync(SignIn, body));

        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
        Assert.Equal("400 Failed to authenticate.", await server.OutcomeAsync("members/auth-with-password", AuthServer.AnasBody)); // a password from before may be somebody else's
    }

    [Fact]
    public async Task A_mail_that_failed_takes_its_code_along()
    {
        await using var server = await AuthServer.StartAsync(On);
        server.World.Bench.Mails.Failure = _ => new MailFailedException("no", isFinal: true);
        Assert.Equal("200", await server.OutcomeAsync(Request, """{"email":"ana@example.com"}"""));
        await server.MailedAsync();
        Assert.Empty(await server.World.Bench.IdsAsync(SystemCollections.Otps));
    }

    [Fact]
    public async Task Of_ten_unexpired_codes_the_newest_is_named_and_nothing_is_sent()
    {
        await using var server = await AuthServer.StartAsync(On);
        for (var i = 0; i < 10; i++)
        {
            await AddAsync(server.World, $"otp00000000000{i}");
            server.World.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var (_, json) = await server.SendAsync("POST", Request, """{"email":"ana@example.com"}""");
        Assert.Equal("otp000000000009", json.GetProperty("otpId").GetString());
        Assert.Empty(await server.MailedAsync());

        server.World.Bench.Clock.Advance(TimeSpan.FromSeconds(172)); // the first one is too old by now
        await server.SendAsync("POST", Request, """{"email":"ana@example.com"}""");
        Assert.Single(await server.MailedAsync());
    }

    public static TheoryData<string, string, int, string, string> Attempts => new()
    {
        // id, code, age in seconds, collection of the row, outcome
        { RowId, Code, 0, "pbc_members", "in" },
        { RowId, Code, 180, "pbc_members", "in" },
        { RowId, Code, 181, "pbc_members", Expired },
        { RowId, "48210376", 0, "pbc_members", Expired },
        { RowId, Code + " ", 0, "pbc_members", Expired },
        { "otp000000000002", Code, 0, "pbc_members", Expired },
        { RowId, Code, 0, "pbc_silent", Expired },
        { "' OR 1=1 --", Code, 0, "pbc_members", Expired },
        { RowId, new('1', 72), 0, "pbc_members", "Invalid: password validation_length_out_of_range" },
    };

    [Theory, MemberData(nameof(Attempts))]
    public async Task A_code_is_good_for_its_account_and_its_time(string id, string code, int age, string collection, string outcome)
    {
        await using var world = await AccountWorld.OpenAsync(On);
        await AddAsync(world, RowId, collection);
        world.Bench.Clock.Advance(TimeSpan.FromSeconds(age));
        Assert.Equal(outcome, await TryAsync(world, id, code));
        Assert.Equal(outcome != "in", (await world.Bench.IdsAsync(SystemCollections.Otps)).Contains(RowId));
        Assert.False((await world.AnaAsync()).IsTrue("verified")); // it was never mailed
    }

    [Fact]
    public async Task Of_fifty_at_once_at_most_one_passes()
    {
        await using var world = await AccountWorld.OpenAsync(On);
        await AddAsync(world, RowId);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => TryAsync(world, RowId, Code, $"10.0.0.{i / 5}"))));
        Assert.Single(outcomes, o => o == "in");
    }

    [Fact]
    public async Task Five_attempts_in_three_minutes_right_or_wrong()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { Otp = new OtpOptions { Enabled = true, DurationSeconds = 3600 } });
        await AddAsync(world, RowId);
        for (var i = 0; i < 5; i++) Assert.Equal(Expired, await TryAsync(world, RowId, "wrong"));
        const string TooMany = "TooMany: Too many attempts, please try again later with a new OTP.";
        Assert.Equal(TooMany, await TryAsync(world, RowId, Code));
        world.Bench.Clock.Advance(TimeSpan.FromSeconds(179));
        Assert.Equal(TooMany, await TryAsync(world, RowId, Code));
        world.Bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("in", await TryAsync(world, RowId, Code));
    }

    [Fact]
    public async Task An_id_of_nobody_has_as_many_attempts()
    {
        await using var world = await AccountWorld.OpenAsync(On);
        for (var i = 0; i < 5; i++) Assert.Equal(Expired, await TryAsync(world, "otp000000000009", "wrong"));
        Assert.StartsWith("TooMany", await TryAsync(world, "otp000000000009", "wrong"), StringComparison.Ordinal);
        Assert.Equal(Expired, await TryAsync(world, "otp000000000009", "wrong", "10.0.0.1"));
    }

    [Theory, InlineData(Engine.Sqlite), InlineData(Engine.Postgres)]
    public async Task Another_server_gives_no_more_attempts(Engine engine)
    {
        await using var world = await AccountWorld.OpenAsync(On, engine);
        await using var other = engine == Engine.Postgres ? world.Bench.OpenAnother() : null;
        await AddAsync(world, RowId);
        for (var i = 0; i < 5; i++) Assert.Equal(Expired, await TryAsync(world, RowId, "wrong"));

        // A method that has counted nothing itself is one of another server, or of this one after a restart.
        var services = (other ?? world.Bench).Services;
        var method = new OtpSignIn(services.Storage, services.Reader, services.Writer, services.Passwords, services.Clock);
        var request = new SignInRequest(AccountWorld.Request(), new SignInClient(IPAddress.Loopback, "test"));
        var members = services.Storage.Schema.Require("members");
        var refusal = await Assert.ThrowsAsync<BasaltException>(() => method.ProveAsync(
            members, SubmittedTexts.Of(("otpId", RowId), ("password", Code)), request, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.TooMany, refusal.Kind);
    }

    [Fact]
    public async Task Many_addresses_guess_no_faster()
    {
        await using var world = await AccountWorld.OpenAsync(On);
        await AddAsync(world, RowId);
        for (var i = 0; i < 25; i++) Assert.Equal(Expired, await TryAsync(world, RowId, "wrong", $"10.0.0.{i}"));
        Assert.StartsWith("TooMany", await TryAsync(world, RowId, Code, "10.0.1.1"), StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task With_a_second_method_the_password_stays(bool mfa)
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { Otp = new OtpOptions { Enabled = true }, Mfa = new MfaOptions(mfa) });
        await AddAsync(world, RowId, sentTo: AccountWorld.AnasEmail);
        var before = (await world.AnaAsync()).TextOf("password");
        Assert.Equal(mfa ? "needs a second" : "in", await TryAsync(world, RowId, Code));
        var after = await world.AnaAsync();
        Assert.Equal((true, mfa), (after.IsTrue("verified"), after.TextOf("password") == before));
    }

    public static TheoryData<bool, string, string, bool> Accounts => new()
    {
        // verified before, address, where the code was sent; whether the account is verified then
        { true, AccountWorld.AnasEmail, AccountWorld.AnasEmail, true },
        { false, AccountWorld.AnasEmail, "former@example.com", false },
        { false, AccountWorld.AnasEmail, "", false },
        { false, "", "", false },
    };

    [Theory, MemberData(nameof(Accounts))]
    public async Task The_password_stays_where_the_code_verifies_nothing(bool verified, string email, string sentTo, bool expected)
    {
        await using var world = await AccountWorld.OpenAsync(On);
        await world.SetAsync(AccountWorld.Ana, r => (r["verified"], r["email"]) = (Value.Bool(verified), Value.Text(email)));
        await AddAsync(world, RowId, sentTo: sentTo);
        var before = await world.AnaAsync();

        Assert.Equal("in", await TryAsync(world, RowId, Code));

        var after = await world.AnaAsync();
        Assert.Equal((expected, before.TextOf("password"), before.TextOf("tokenKey")), (after.IsTrue("verified"), after.TextOf("password"), after.TextOf("tokenKey")));
    }

    [Fact]
    public async Task Password_and_code_together_are_two_methods()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { Otp = new OtpOptions { Enabled = true }, Mfa = new MfaOptions(true) });
        await AddAsync(world, RowId);
        var first = Assert.IsType<SignInResult.NeedsSecondMethod>(await world.SignInAsync(AccountWorld.AnasEmail, AccountWorld.AnasPassword));
        var second = await world.SignInAsync("otp", SubmittedTexts.Of(("otpId", RowId), ("password", Code)), first.MfaId);
        Assert.Equal(AccountWorld.Ana, Assert.IsType<SignInResult.Completed>(second).Record.Id);
        Assert.Empty(await world.Bench.IdsAsync(SystemCollections.Mfas));
    }

    private static async Task AddAsync(AccountWorld world, string id, string collection = "pbc_members", string sentTo = "")
    {
        var hash = await world.Bench.HashAsync(Code);
        await world.Bench.PutAsync(SystemCollections.Otps, id, r =>
        {
            (r["collectionRef"], r["recordRef"]) = (Value.Text(collection), Value.Text(AccountWorld.Ana));
            (r["password"], r["sentTo"]) = (Value.Text(hash), Value.Text(sentTo));
        });
    }

    private static async Task<string> TryAsync(AccountWorld world, string id, string code, string address = "127.0.0.1")
    {
        try
        {
            var form = SubmittedTexts.Of(("otpId", id), ("password", code));
            return await world.SignInAsync("otp", form, from: new SignInClient(IPAddress.Parse(address), "test")) is SignInResult.Completed ? "in" : "needs a second";
        }
        catch (BasaltException refusal)
        {
            return Workbench.Shown(refusal);
        }
    }
}
