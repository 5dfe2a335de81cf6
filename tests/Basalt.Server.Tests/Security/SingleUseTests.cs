using System.Globalization;
using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Security;

/// <summary>What is good once is good once: of fifty who bring it at the same moment exactly one gets in, on each engine and across servers.</summary>
public sealed class SingleUseTests
{
    private const string Code = "48210375";
    private const string RowId = "single000000001";
    private const string NewPassword = "n3w-secret";
    private const string NewEmail = "new@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, Engine, int> Secrets
    {
        get
        {
            var data = new TheoryData<string, Engine, int>();
            foreach (var secret in Redemptions.Keys)
            {
                data.Add(secret, Engine.Sqlite, 1);
                data.Add(secret, Engine.Postgres, 1);
                data.Add(secret, Engine.Postgres, 2);
            }

            return data;
        }
    }

    // By name: prepares what can be redeemed once, and gives the way to do it on a server.
    private static readonly Dictionary<string, Func<AccountWorld, Task<Func<BasaltServices, int, Task>>>> Redemptions = new()
    {
        ["one-time password"] = async world =>
        {
            var hash = await world.Bench.HashAsync(Code);
            await AddRowAsync(world, SystemCollections.Otps, r => r["password"] = Value.Text(hash));
            return (services, i) => SignInAsync(services, "otp", SubmittedTexts.Of(("otpId", RowId), ("password", Code)), i);
        },
        ["second factor"] = async world =>
        {
            await AddRowAsync(world, SystemCollections.Mfas, r => r["method"] = Value.Text("otp"));
            return (services, i) => SignInAsync(
                services, "password", SubmittedTexts.Of(("identity", AccountWorld.AnasEmail), ("password", AccountWorld.AnasPassword), ("identityField", "")), i, RowId);
        },
        ["password reset"] = async world =>
        {
            var token = world.Bench.Services.Tokens.IssueForMail(await world.AnaAsync(), TokenKind.PasswordReset);
            return (services, _) => services.PasswordReset.ConfirmAsync(MembersOf(services), token, NewPassword, NewPassword, Ct);
        },
        ["e-mail change"] = async world =>
        {
            var token = world.Bench.Services.Tokens.IssueForMail(await world.AnaAsync(), TokenKind.EmailChange, NewEmail);
            return (services, _) => services.EmailChange.ConfirmAsync(MembersOf(services), token, AccountWorld.AnasPassword, Ct);
        },
    };

    [Theory, MemberData(nameof(Secrets))]
    public async Task Of_fifty_at_once_exactly_one_passes(string secret, Engine engine, int servers)
    {
        await using var world = await AccountWorld.OpenAsync(
            o => o with { Otp = new OtpOptions { Enabled = true }, Mfa = new MfaOptions(secret == "second factor") }, engine);
        await using var other = servers == 2 ? world.Bench.OpenAnother() : null;
        var redeem = await Redemptions[secret](world);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => OutcomeAsync(() => redeem((i % servers == 0 ? world.Bench : other!).Services, i)))));

        Assert.Single(outcomes, outcome => outcome == "in");
        Assert.All(outcomes.Distinct(), outcome => Assert.Matches("^(in|Invalid|TooMany)$", outcome));
        Assert.NotEqual("in", await OutcomeAsync(() => redeem(world.Bench.Services, 50)));
    }

    private static Collection MembersOf(BasaltServices services) => services.Storage.Schema.Require("members");

    private static Task AddRowAsync(AccountWorld world, string system, Action<Basalt.Records.Record> set) => world.Bench.PutAsync(system, RowId, r =>
    {
        (r["collectionRef"], r["recordRef"]) = (Value.Text(world.Members.Id), Value.Text(AccountWorld.Ana));
        set(r);
    });

    private static async Task SignInAsync(BasaltServices services, string method, ISubmittedForm form, int i, string mfaId = "")
    {
        var client = new SignInClient(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i}")), "test"); // an address has few attempts
        var signIn = services.SignIns.Methods.Single(m => m.Name == method);
        Assert.IsType<SignInResult.Completed>(await services.SignIns.SignInAsync(signIn, MembersOf(services), form, new SignInRequest(AccountWorld.Request(), client, mfaId), Ct));
    }

    private static async Task<string> OutcomeAsync(Func<Task> redeem)
    {
        try
        {
            await redeem();
            return "in";
        }
        catch (BasaltException refusal)
        {
            return refusal.Kind.ToString();
        }
    }
}
