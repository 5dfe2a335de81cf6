using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>Signing in by password (the protocol, accounts page, section 3) against a collection with three identity fields.</summary>
public sealed class PasswordSignInTests
{
    private const string Failed = "Invalid: Failed to authenticate.";
    private const string Ana = AccountWorld.Ana;
    private const string Right = AccountWorld.AnasPassword;

    private static readonly PasswordAuthOptions AllFields = new(true, ["username", "email", "nick"]);

    public static TheoryData<string, string, string, string> Attempts => new()
    {
        // identity, password, identity field, who or what
        { "ana@example.com", Right, "", Ana },
        { "ana@example.com", Right, "email", Ana },
        { "AnaU", Right, "", Ana },
        { "anau", Right, "", Ana },                     // its index ignores case...
        { "anau", Right, "username", Ana },
        { "AnaN", Right, "", Ana },
        { "anan", Right, "", Failed },                  // ...this one's does not
        { "anan", Right, "nick", Failed },
        { "Ana@Example.com", Right, "", Failed },
        { "ana@example.com", Right, "username", Failed },
        { "AnaU", Right, "email", Failed },
        { "ana@example.com", "anas-secre", "", Failed },
        { "ana@example.com", "anas-secret ", "", Failed },
        { "ana@example.com", "Anas-secret", "", Failed },
        { " ana@example.com", Right, "", Failed },      // never trimmed
        { "nobody@example.com", Right, "", Failed },
        { "nobody", Right, "", Failed },
        { Ana, Right, "", Failed },                     // the id is no identity
        { "empty@example.com", Right, "", Failed },     // an account without a password
        { "empty@example.com", " ", "", Failed },
        { "shadow@example.com", Right, "", Failed },    // the first record found decides: somebody has this e-mail as username
        { "shadow@example.com", "shadows-secret", "", "shadow000000001" },
        { "shadow@example.com", Right, "username", Ana + "2" },
        { "%", Right, "", Failed },
        { "_na@example.com", Right, "", Failed },
        { "' OR 1=1 --", Right, "", Failed },
        { "", Right, "", "Invalid: identity validation_required" },
        { "ana@example.com", "", "", "Invalid: password validation_required" },
        { "", "", "", "Invalid: identity validation_required, password validation_required" },
        { "ana@example.com", Right, "id", "Invalid: identityField validation_in_invalid" },
        { "ana@example.com", Right, "password", "Invalid: identityField validation_in_invalid" },
        { "ana@example.com", Right, "tokenKey", "Invalid: identityField validation_in_invalid" },
        { "ana@example.com", Right, "Email", "Invalid: identityField validation_in_invalid" },
        { new('i', 256), Right, "", "Invalid: identity validation_length_out_of_range" },
        { new('ä', 128), Right, "", "Invalid: identity validation_length_out_of_range" }, // bytes
        { new('i', 255), Right, "", Failed },
        { "ana@example.com", new('p', 256), "", "Invalid: password validation_length_out_of_range" },
        { "ana@example.com", Right, new('f', 256), "Invalid: identityField validation_length_out_of_range" },
    };

    [Theory, MemberData(nameof(Attempts))]
    public async Task An_attempt_leads_to(string identity, string password, string field, string expected)
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { PasswordAuth = AllFields });
        await world.AddAsync("empty0000000001", "empty@example.com", "");
        await world.AddAsync("shadow000000001", "shadow@example.com", "shadows-secret");
        await world.AddAsync(Ana + "2", "ana2@example.com", Right, r => r["username"] = Value.Text("shadow@example.com"));

        Assert.Equal(expected, await OutcomeAsync(() => world.SignInAsync(identity, password, field)));
    }

    public static TheoryData<string, string> Rules => new()
    {
        // authRule, who or what
        { "", Ana },
        { "verified = false", Ana },
        { "verified = true", "Denied: The request doesn't satisfy the collection requirements to authenticate." },
        { "@request.context = 'password'", Ana },
        { "@request.auth.id = ''", Ana },
        { "@request.auth.id = id", "Denied: The request doesn't satisfy the collection requirements to authenticate." }, // not signed in yet
        { "gone = 1", "Denied: The request doesn't satisfy the collection requirements to authenticate." },
        { "(", "Denied: The request doesn't satisfy the collection requirements to authenticate." },
        { "@collection.posts.title ?= 'open'", "Denied: The request doesn't satisfy the collection requirements to authenticate." },
    };

    [Theory, MemberData(nameof(Rules))]
    public async Task The_rule_of_the_collection_decides_after_the_password(string rule, string expected)
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { AuthRule = rule });
        Assert.Equal(expected, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, Right)));
        Assert.Equal(Failed, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, "wrong")));
    }

    [Fact]
    public async Task A_locked_rule_lets_nobody_in_but_for_a_superuser_who_asks()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { AuthRule = null });
        Assert.StartsWith("Denied", await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, Right)), StringComparison.Ordinal);
        var superuser = await world.Bench.SuperuserAsync();
        Assert.Equal(Ana, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, Right, caller: superuser)));
    }

    [Fact]
    public async Task Where_passwords_are_off_the_refusal_comes_before_anything_else()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { PasswordAuth = new(false, ["email"]) });
        const string Off = "Denied: The collection is not configured to allow password authentication.";
        Assert.Equal(Off, await OutcomeAsync(() => world.SignInAsync(AccountWorld.AnasEmail, Right)));
        Assert.Equal(Off, await OutcomeAsync(() => world.SignInAsync("", "")));
    }

    [Fact]
    public async Task A_superuser_must_come_from_an_allowed_address_even_with_the_right_password()
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.Bench.Services.Superusers.CreateAsync("boss@example.com", "boss-secret", TestContext.Current.CancellationToken);
        Task<SignInResult> From(bool isAllowed, string password) => world.SignInAsync(
            "password", SubmittedTexts.Of(("identity", "boss@example.com"), ("password", password)),
            from: new SignInClient(IPAddress.Loopback, "", isAllowed), to: world.Bench[SystemCollections.Superusers]);

        Assert.NotEqual(Failed, await OutcomeAsync(() => From(true, "boss-secret")));
        Assert.Equal("Denied:", await OutcomeAsync(() => From(false, "boss-secret")) + ":");
        Assert.Equal(Failed, await OutcomeAsync(() => From(false, "wrong")));
    }

    [Fact]
    public async Task The_token_is_the_records_with_the_life_of_the_collection()
    {
        await using var world = await AccountWorld.OpenAsync(o => o with { AuthToken = o.AuthToken with { DurationSeconds = 120 } });
        var claims = SignedToken.Parse((await world.SignInAnaAsync()).Token)!.Claims;
        Assert.Equal(
            (Ana, world.Members.Id, "auth", (bool?)true, world.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 120d, (double?)null),
            (claims.Id, claims.CollectionId, claims.Type, claims.Refreshable, claims.ExpiresAt, claims.IssuedAt));
    }

    [Theory, InlineData("$2a$"), InlineData("$2y$")]
    public async Task An_imported_hash_becomes_one_of_the_current_kind_and_sessions_go_on(string prefix)
    {
        await using var world = await AccountWorld.OpenAsync();
        var bcrypt = BCrypt.Net.BCrypt.HashPassword(Right, 4);
        await world.SetAsync(Ana, r => r["password"] = Value.Text(prefix + bcrypt[4..]));
        var before = await world.AnaAsync();
        world.Bench.Published.Clear();
        await Assert.ThrowsAsync<BasaltException>(() => world.SignInAsync(AccountWorld.AnasEmail, "wrong"));
        Assert.Equal(before.TextOf("password"), (await world.AnaAsync()).TextOf("password"));

        var session = await world.SignInAnaAsync();

        var after = await world.AnaAsync();
        Assert.StartsWith("$argon2id$", after.TextOf("password"), StringComparison.Ordinal);
        Assert.Equal((before.TextOf("tokenKey"), before.TextOf("updated")), (after.TextOf("tokenKey"), after.TextOf("updated")));
        Assert.Equal(Ana, (await world.ResolveAsync(session.Token)).Record?.Id);
        Assert.DoesNotContain($"Updated members/{Ana}", world.Bench.Published);
        await world.SignInAnaAsync();
        Assert.Equal(after.TextOf("password"), (await world.AnaAsync()).TextOf("password"));
    }

    [Fact]
    public async Task An_imported_hash_of_more_than_bcrypt_reads_stays()
    {
        await using var world = await AccountWorld.OpenAsync();
        var password = new string('ä', 40); // 80 bytes, of which 72 count
        await world.SetAsync(Ana, r => r["password"] = Value.Text(BCrypt.Net.BCrypt.HashPassword(password, 4)));
        Assert.IsType<SignInResult.Completed>(await world.SignInAsync(AccountWorld.AnasEmail, password));
        Assert.StartsWith("$2a$", (await world.AnaAsync()).TextOf("password"), StringComparison.Ordinal);
    }

    /// <summary>The id of who is in, or the refusal.</summary>
    private static async Task<string> OutcomeAsync(Func<Task<SignInResult>> attempt)
    {
        try
        {
            return Assert.IsType<SignInResult.Completed>(await attempt()).Record.Id;
        }
        catch (BasaltException refusal)
        {
            return Workbench.Shown(refusal);
        }
    }
}
