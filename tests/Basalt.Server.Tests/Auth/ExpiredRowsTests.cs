using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>One-time passwords and half-done sign-ins that are over are deleted at the full hour, as long as their collection lets them live.</summary>
public sealed class ExpiredRowsTests
{
    private const int MfaSeconds = 7_200;
    private const int OtpSeconds = 1_800;

    public static TheoryData<Engine> Engines => [.. Enum.GetValues<Engine>()];

    [Theory, MemberData(nameof(Engines))]
    public async Task Rows_go_at_the_hour_after_their_time(Engine engine)
    {
        await using var world = await OpenAsync(engine);
        await AddAsync(world, "_otps", 3);
        await AddAsync(world, "_mfas", 2);
        await world.Bench.PutAsync("_otps", "stranger0000001", r => Refer(r, "pbc_gone", "account")); // of no collection: of unknown life

        var left = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            left.Add($"{(await world.Bench.IdsAsync("_otps")).Count} {(await world.Bench.IdsAsync("_mfas")).Count}");
            await AdvanceAsync(world, TimeSpan.FromHours(1));
        }

        Assert.Equal(["4 2", "1 2", "1 2", "1 0", "1 0"], left);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task More_rows_than_one_transaction_takes_all_go(Engine engine)
    {
        await using var world = await OpenAsync(engine);
        await AddAsync(world, "_otps", 1_001);
        await AdvanceAsync(world, TimeSpan.FromHours(1));
        Assert.Empty(await world.Bench.IdsAsync("_otps"));
    }

    [Fact]
    public async Task Two_servers_on_one_database_delete_at_the_same_time()
    {
        await using var world = await OpenAsync(Engine.Postgres);
        await using var other = world.Bench.OpenAnother();
        other.Services.Jobs.Start();
        await AddAsync(world, "_otps", 1_200);

        world.Bench.Clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(world.Bench.Services.Jobs.DrainAsync(), other.Services.Jobs.DrainAsync());

        Assert.Empty(await world.Bench.IdsAsync("_otps"));
        Assert.Empty(other.Logged.Concat(world.Bench.Logged));
    }

    private static async Task<AccountWorld> OpenAsync(Engine engine)
    {
        var world = await AccountWorld.OpenAsync(
            o => o with { Otp = o.Otp with { DurationSeconds = OtpSeconds }, Mfa = o.Mfa with { DurationSeconds = MfaSeconds } }, engine);
        world.Bench.Services.Jobs.Start();
        return world;
    }

    private static async Task AdvanceAsync(AccountWorld world, TimeSpan time)
    {
        world.Bench.Clock.Advance(time);
        await world.Bench.Services.Jobs.DrainAsync();
        Assert.Empty(world.Bench.Logged);
    }

    private static async Task AddAsync(AccountWorld world, string system, int count)
    {
        var bench = world.Bench;
        await bench.Services.Writer.TransactAsync(
            bench.Storage.Schema,
            async session =>
            {
                for (var i = 0; i < count; i++)
                {
                    var row = new Basalt.Records.Record(bench[system]);
                    Refer(row, world.Members.Id, AccountWorld.Ana);
                    if (system == SystemCollections.Otps) row["password"] = Value.Text("hash");
                    else row["method"] = Value.Text("password");
                    await session.InsertAsync(row, TestContext.Current.CancellationToken);
                }

                return true;
            },
            TestContext.Current.CancellationToken);
    }

    private static void Refer(Basalt.Records.Record row, string collection, string account) =>
        (row["collectionRef"], row["recordRef"]) = (Value.Text(collection), Value.Text(account));
}
