using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;
using Basalt.Storage;

namespace Basalt.Server.Tests.Auth;

public sealed class CallerResolverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Spellings => new() { "{0}", "Bearer {0}", "bearer {0}", "BEARER {0}", "bEaReR {0}" };

    [Theory, MemberData(nameof(Spellings))]
    public async Task A_good_token_stands_for_its_record_in_every_spelling(string spelling)
    {
        await using var world = await AccountWorld.OpenAsync();
        var header = string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, (await world.SignInAnaAsync()).Token);

        Assert.Equal(AccountWorld.Ana, (await world.ResolveAsync(header)).Record?.Id);
        Assert.Equal(AccountWorld.Ana, (await world.ResolveAsync(header)).Record?.Id); // as remembered
    }

    [Fact]
    public async Task A_static_token_stands_for_its_record()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = world.Bench.Services.Tokens.IssueStatic(await world.AnaAsync(), 60);

        Assert.Equal(AccountWorld.Ana, (await world.ResolveAsync(token)).Record?.Id);
        world.Bench.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await world.ResolveAsync(token)).IsGuest);
    }

    private static readonly Dictionary<string, Func<AccountWorld, Task<string?>>> Worthless = new()
    {
        { "none", _ => Task.FromResult<string?>(null) },
        { "empty", _ => Text("") },
        { "the scheme alone", _ => Text("Bearer ") },
        { "the scheme twice", async w => "Bearer Bearer " + await GoodAsync(w) },
        { "another scheme", async w => "Basic " + await GoodAsync(w) },
        { "a space before", async w => " " + await GoodAsync(w) },
        { "two in one line", async w => await GoodAsync(w) + "," + await GoodAsync(w) },
        { "a file token", async w => w.Bench.Services.Tokens.IssueFile(await w.AnaAsync()) },
        { "a verification token", async w => w.Bench.Services.Tokens.IssueForMail(await w.AnaAsync(), TokenKind.Verification) },
        { "a password reset token", async w => w.Bench.Services.Tokens.IssueForMail(await w.AnaAsync(), TokenKind.PasswordReset) },
        { "an e-mail change token", async w => w.Bench.Services.Tokens.IssueForMail(await w.AnaAsync(), TokenKind.EmailChange, "b@example.com") },
        { "signed with the file secret", w => SignedAsync(w, c => c, w.Members.Auth!.FileToken.Secret) },
        { "signed with another secret", w => SignedAsync(w, c => c, new string('x', 50)) },
        { "signed with the secret alone, of an account without a key", async w =>
            {
                await w.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(""));
                return await SignedAsync(w, c => c);
            }
        },
        { "signed with the account's key alone, of a collection without a secret", async w =>
            {
                await w.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = "" } });
                return await SignedAsync(w, c => c, "");
            }
        },
        { "signed with nothing, of an account without a key", async w =>
            {
                await w.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(""));
                return await SignedAsync(w, c => c, "");
            }
        },
        { "of an unknown record", w => SignedAsync(w, c => c with { Id = "nobody000000001" }) },
        { "of an unknown collection", w => SignedAsync(w, c => c with { CollectionId = "pbc_nothing" }) },
        { "naming the collection by its name", w => SignedAsync(w, c => c with { CollectionId = "members" }) },
        { "of a collection without accounts", w => SignedAsync(w, c => c with { CollectionId = "pbc_posts" }) },
        { "of another account collection", w => SignedAsync(w, c => c with { CollectionId = "_pb_users_auth_" }) },
        { "of a superuser, signed with a member's key", w => SignedAsync(w, c => c with { CollectionId = SystemCollections.SuperusersId }) },
        { "of another type", w => SignedAsync(w, c => c with { Type = "AUTH" }) },
        { "expired", w => SignedAsync(w, c => c with { ExpiresAt = w.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() }) },
        { "of the future", w => SignedAsync(w, c => c with { IssuedAt = w.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 1 }) },
        { "not good yet", w => SignedAsync(w, c => c with { NotBefore = w.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 1 }) },
        { "with the last character changed", async w => Flip(await GoodAsync(w)) },
        { "with its signature cut", async w => (await GoodAsync(w))![..^10] },
        { "huge", _ => Text(new string('a', 1_000_000)) },
    };

    public static TheoryData<string> WorthlessNames => [.. Worthless.Keys];

    [Theory, MemberData(nameof(WorthlessNames))]
    public async Task Anything_else_is_a_guest_and_no_error(string what)
    {
        await using var world = await AccountWorld.OpenAsync();
        var authorization = await Worthless[what](world);
        for (var i = 0; i < 2; i++) Assert.True((await world.ResolveAsync(authorization)).IsGuest, what);
    }

    private static readonly Dictionary<string, Func<AccountWorld, Task>> Endings = new()
    {
        { "its time is over", w => { w.Bench.Clock.Advance(TimeSpan.FromSeconds(432_000)); return Task.CompletedTask; } },
        { "its record is deleted", w => w.Bench.DeleteAsync("members", AccountWorld.Ana) },
        { "the token key is another", w => w.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(new string('k', 50))) },
        { "the token key is empty", w => w.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text("")) },
        { "the secret is another", w => w.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = new string('s', 50) } }) },
        { "the secret is empty", w => w.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = "" } }) },
        { "its collection is deleted", w => w.DropAsync() },
        { "the password is another", async w => await w.Bench.UpdateAsync(
            "members", AccountWorld.Ana, """{"password":"another-secret","passwordConfirm":"another-secret"}""", await w.Bench.SuperuserAsync()) },
        { "the e-mail is another", async w => await w.Bench.UpdateAsync("members", AccountWorld.Ana, """{"email":"new@example.com"}""", await w.Bench.SuperuserAsync()) },
    };

    public static TheoryData<string> EndingsNames => [.. Endings.Keys];

    [Theory, MemberData(nameof(EndingsNames))]
    public async Task A_remembered_token_is_worth_nothing_from_the_next_request_on_when(string what)
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        Assert.False((await world.ResolveAsync(token)).IsGuest);

        await Endings[what](world);

        Assert.True((await world.ResolveAsync(token)).IsGuest, what);
    }

    private static readonly Dictionary<string, Func<AccountWorld, Task>> Others = new()
    {
        { "another member is written", w => w.AddAsync("bob000000000001", "bob@example.com", "") },
        { "another collection is written", w => w.Bench.PutAsync("posts", "post00000000001") },
        { "the token life is another", w => w.ChangeAsync(o => o with { AuthToken = o.AuthToken with { DurationSeconds = 10 } }) },
        { "another field is written", w => w.SetAsync(AccountWorld.Ana, r => r["name"] = Value.Text("Ana Maria")) },
    };

    public static TheoryData<string> OthersNames => [.. Others.Keys];

    [Theory, MemberData(nameof(OthersNames))]
    public async Task A_remembered_token_stays_good_when(string what)
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        await world.ResolveAsync(token);

        await Others[what](world);

        Assert.Equal((what, AccountWorld.Ana), (what, (await world.ResolveAsync(token)).Record?.Id));
    }

    [Fact]
    public async Task Rules_see_the_record_as_it_is_stored_now()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        for (var i = 0; i < 20; i++)
        {
            await world.SetAsync(AccountWorld.Ana, r => r["name"] = Value.Text($"name {i}"));
            Assert.Equal($"name {i}", (await world.ResolveAsync(token)).Record!.TextOf("name"));
        }
    }

    [Fact]
    public async Task A_write_between_the_reading_of_a_record_and_its_remembering_is_not_overlooked()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        var callers = CallersOf(world, new WriteAfterRead(world.Bench.Storage, () => world.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(new string('k', 50)))));

        Assert.Equal(AccountWorld.Ana, (await callers.ResolveAsync(token, Ct)).Record?.Id); // as it was read
        Assert.True((await callers.ResolveAsync(token, Ct)).IsGuest);
    }

    [Fact]
    public async Task A_collection_that_another_server_changed_is_noticed_though_nothing_was_written_here()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        var callers = CallersOf(world, new NothingWritten(world.Bench.Storage));
        Assert.Equal(AccountWorld.Ana, (await callers.ResolveAsync(token, Ct)).Record?.Id);

        await world.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = new string('s', 50) } });

        Assert.True((await callers.ResolveAsync(token, Ct)).IsGuest);
    }

    [Fact]
    public async Task A_record_that_is_not_written_is_read_once()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        Assert.Same(await world.ResolveAsync(token), await world.ResolveAsync(token));
    }

    [Fact]
    public async Task A_record_that_was_written_is_read_once_more()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        var before = await world.ResolveAsync(token);
        await world.SetAsync(AccountWorld.Ana, r => r["name"] = Value.Text("Ana Maria"));

        var after = await world.ResolveAsync(token);

        Assert.NotSame(before, after);
        Assert.Same(after, await world.ResolveAsync(token));
    }

    [Theory, InlineData("", "secret"), InlineData("key", "")]
    public async Task Without_the_key_of_the_account_or_the_secret_of_its_collection_no_token_is_made(string key, string secret)
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(key));
        await world.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = secret } });
        var ana = await world.AnaAsync();

        Assert.Throws<InvalidOperationException>(() => world.Bench.Services.Tokens.IssueAuth(ana));
    }

    [Fact]
    public async Task A_record_too_large_to_be_remembered_is_found_all_the_same()
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = (await world.SignInAnaAsync()).Token;
        await world.SetAsync(AccountWorld.Ana, r => r["name"] = Value.Text(new string('x', 100_000)));

        var (first, second) = (await world.ResolveAsync(token), await world.ResolveAsync(token));

        Assert.Equal((AccountWorld.Ana, AccountWorld.Ana), (first.Record?.Id, second.Record?.Id));
        Assert.NotSame(first, second);
    }

    private static CallerResolver CallersOf(AccountWorld world, DelegatingEngine engine) =>
        new(engine, new TokenService(engine, world.Bench.Services.Reader, world.Bench.Clock));

    private static async Task<string?> GoodAsync(AccountWorld world) => (await world.SignInAnaAsync()).Token;

    private static Task<string?> Text(string text) => Task.FromResult<string?>(text);

    // In the middle of the signature: the last character also holds bits that mean nothing.
    private static string? Flip(string? token) => token![..^5] + (token[^5] == 'A' ? 'B' : 'A') + token[^4..];

    private static async Task<string?> SignedAsync(AccountWorld world, Func<TokenClaims, TokenClaims> change, string? secret = null)
    {
        var ana = await world.AnaAsync();
        var claims = new TokenClaims
        {
            Id = ana.Id,
            CollectionId = world.Members.Id,
            Type = "auth",
            ExpiresAt = world.Bench.Clock.GetUtcNow().ToUnixTimeSeconds() + 60,
            Refreshable = true,
        };
        var key = ana.TextOf("tokenKey") + (secret ?? world.Members.Auth!.AuthToken.Secret);
        return SignedToken.Write(change(claims), System.Text.Encoding.UTF8.GetBytes(key));
    }

    /// <summary>A server whose database only others write to, and which has heard of no write yet.</summary>
    private sealed class NothingWritten(IStorageEngine inner) : DelegatingEngine(inner)
    {
        public override long WriteStamp(Collection collection) => 0;
    }
}
