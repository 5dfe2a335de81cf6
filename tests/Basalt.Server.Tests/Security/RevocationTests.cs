using Basalt.Auth;
using Basalt.Records;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Security;

/// <summary>
/// Who is thrown out is out: from the next request on where it was done, and on every other server on the same database as soon as it hears of it,
/// which is asked for here within seconds.
/// </summary>
public sealed class RevocationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<AccountWorld, Task>> Events = new()
    {
        ["the password is changed"] = async w => await ChangeAsync(w, """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}"""),
        ["the e-mail is changed"] = async w => await ChangeAsync(w, """{"email":"other@example.com"}"""),
        ["the token key is renewed"] = async w => await ChangeAsync(w, """{"tokenKey:autogenerate":""}"""),
        ["the account is deleted"] = async w => await w.Bench.DeleteAsync("members", AccountWorld.Ana, await w.Bench.SuperuserAsync()),
        ["the collection's secret is changed"] = w => w.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = new string('n', 50) } }),
        ["the collection is deleted"] = w => w.Bench.Services.Collections.DeleteAsync("members", Ct),
    };

    public static TheoryData<string, Engine, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, Engine, bool>();
            foreach (var name in Events.Keys)
            {
                data.Add(name, Engine.Sqlite, false);
                data.Add(name, Engine.Postgres, false);
                data.Add(name, Engine.Postgres, true);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_session_ends_when(string what, Engine engine, bool elsewhere)
    {
        await using var world = await AccountWorld.OpenAsync(engine: engine);
        await using var other = elsewhere ? world.Bench.OpenAnother() : null;
        var token = (await world.SignInAnaAsync()).Token;
        var asked = (other ?? world.Bench).Services.Callers;
        Assert.False((await asked.ResolveAsync(token, Ct)).IsGuest);
        Assert.False((await asked.ResolveAsync(token, Ct)).IsGuest); // as remembered

        await Events[what](world);

        if (!elsewhere) Assert.True((await asked.ResolveAsync(token, Ct)).IsGuest);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        soon.CancelAfter(TimeSpan.FromSeconds(20)); // of a machine that is busy; it is milliseconds
        while (!(await asked.ResolveAsync(token, Ct)).IsGuest) await Task.Delay(5, soon.Token);
    }

    public static TheoryData<string, TokenKind> Replaced => new()
    {
        { """{"email":"other@example.com"}""", TokenKind.Verification },
        { """{"email":"other@example.com"}""", TokenKind.PasswordReset },
        { """{"email":"other@example.com"}""", TokenKind.EmailChange },
        { """{"email":"other@example.com"}""", TokenKind.File },
        { """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", TokenKind.PasswordReset },
        { """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", TokenKind.EmailChange },
        { """{"tokenKey:autogenerate":""}""", TokenKind.PasswordReset },
    };

    [Theory, MemberData(nameof(Replaced))]
    public async Task A_link_in_an_old_mail_is_worth_nothing_after(string change, TokenKind kind)
    {
        await using var world = await AccountWorld.OpenAsync();
        var token = world.Bench.Services.Tokens.IssueForMail(await world.AnaAsync(), kind, "new@example.com");
        Assert.NotNull(await world.Bench.Services.Tokens.VerifyAsync(token, kind, Ct));
        await ChangeAsync(world, change);
        Assert.Null(await world.Bench.Services.Tokens.VerifyAsync(token, kind, Ct));
    }

    [Theory]
    [InlineData("""{"email":"other@example.com"}""", 1)]
    [InlineData("""{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", 0)]
    [InlineData("""{"tokenKey:autogenerate":""}""", 1)]
    public async Task Codes_go_with_the_key_and_half_done_sign_ins_with_the_password(string change, int halfDoneLeft)
    {
        await using var world = await AccountWorld.OpenAsync();
        await world.Bench.PutAsync("_otps", "otp000000000001", r => Refer(world, r)["password"] = Value.Text("hash"));
        await world.Bench.PutAsync("_mfas", "mfa000000000001", r => Refer(world, r)["method"] = Value.Text("otp"));

        await ChangeAsync(world, change);

        Assert.Empty(await world.Bench.IdsAsync("_otps"));
        Assert.Equal(halfDoneLeft, (await world.Bench.IdsAsync("_mfas")).Count);
    }

    private static async Task ChangeAsync(AccountWorld world, string change) => await world.Bench.UpdateAsync("members", AccountWorld.Ana, change, await world.Bench.SuperuserAsync());

    private static Basalt.Records.Record Refer(AccountWorld world, Basalt.Records.Record row)
    {
        (row["collectionRef"], row["recordRef"]) = (Value.Text(world.Members.Id), Value.Text(AccountWorld.Ana));
        return row;
    }
}
