using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Records;
using Basalt.Storage;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Tests.Security;

/// <summary>
/// Who is registered can't be told by how long a refusal takes: every sign-in by password that fails does the same work. It is counted,
/// not timed; <c>bench/signin</c> times it.
/// </summary>
public sealed class EqualWorkTests
{
    private const long CurrentKib = 8; // what the tests' hashes cost: 8 KiB, one pass

    public static TheoryData<Engine, string[], long, long> Collections
    {
        get
        {
            var data = new TheoryData<Engine, string[], long, long>();
            foreach (var engine in Enum.GetValues<Engine>())
            {
                // hashes of the accounts beside Ana, whose is of the current kind; KiB of Argon2id and rounds of bcrypt of a failure
                data.Add(engine, [], CurrentKib, 0);
                data.Add(engine, ["none"], CurrentKib, 0);
                data.Add(engine, ["damaged"], CurrentKib, 0);
                data.Add(engine, ["bcrypt 4"], CurrentKib, 1 << 4);
                data.Add(engine, ["bcrypt 4", "bcrypt 5", "bcrypt 8", "none"], CurrentKib, 1 << 8);
                data.Add(engine, ["argon2 16x1"], CurrentKib + 16, 0);
                data.Add(engine, ["argon2 16x1", "argon2 16x3", "argon2 16x1", "bcrypt 6", "none", "damaged"], CurrentKib + 16 + 48, 1 << 6);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Collections))]
    public async Task Unknown_wrong_and_without_password_take_the_same_work(Engine engine, string[] hashes, long argon2Kib, long bcryptRounds)
    {
        await using var world = await AccountWorld.OpenAsync(engine: engine);
        for (var i = 0; i < hashes.Length; i++) await AddAsync(world, $"account{i}", hashes[i]);

        var identities = hashes.Select((_, i) => $"account{i}@example.com").Append(AccountWorld.AnasEmail).Append("nobody@example.com").Append("nobody").ToList();
        var work = new List<string>();
        foreach (var identity in identities) work.Add($"{identity}: {await WorkOfAsync(world, identity)}");

        Assert.Equal(identities.Select(identity => $"{identity}: {(argon2Kib, bcryptRounds)}"), work);
    }

    [Fact]
    public async Task A_hash_that_came_behind_the_servers_back_counts_from_its_first_check_on()
    {
        await using var world = await AccountWorld.OpenAsync();
        Assert.Equal((CurrentKib, 0), await WorkOfAsync(world, "nobody@example.com"));
        await AddAsync(world, "later", "bcrypt 5");

        Assert.Equal((CurrentKib, 1 << 5), await WorkOfAsync(world, "later@example.com"));
        Assert.Equal((CurrentKib, 1 << 5), await WorkOfAsync(world, "nobody@example.com"));
    }

    [Fact]
    public async Task What_was_written_is_looked_at_again_after_a_minute()
    {
        await using var world = await AccountWorld.OpenAsync();
        await AddAsync(world, "old", "bcrypt 5");
        Assert.Equal((CurrentKib, 1 << 5), await WorkOfAsync(world, "nobody@example.com"));

        await world.Bench.DeleteAsync("members", "old000000000000");
        Assert.Equal((CurrentKib, 1 << 5), await WorkOfAsync(world, "nobody@example.com"));
        world.Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((CurrentKib, 0), await WorkOfAsync(world, "nobody@example.com"));

        await AddAsync(world, "new", "bcrypt 6");
        world.Bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((CurrentKib, 1 << 6), await WorkOfAsync(world, "nobody@example.com"));
    }

    [Fact]
    public async Task A_sign_in_that_succeeds_costs_no_more_than_its_own_hash()
    {
        await using var world = await AccountWorld.OpenAsync();
        await AddAsync(world, "old", "bcrypt 8");
        await WorkOfAsync(world, "nobody@example.com");
        var before = world.Bench.HashingWork;

        await world.SignInAnaAsync();

        Assert.Equal((before.Argon2Kib + CurrentKib, before.BcryptRounds), world.Bench.HashingWork);
    }

    [Fact]
    public async Task Sign_ins_go_on_with_what_is_known_while_the_hashes_can_not_be_looked_at()
    {
        await using var world = await AccountWorld.OpenAsync();
        var (services, log, ct) = (world.Bench.Services, new CapturedLog(), TestContext.Current.CancellationToken);
        using var hasher = new PasswordHasher(new PasswordHashing { MemoryKib = 8, Passes = 1 });
        var method = new PasswordSignIn(
            new SlowLook(world.Bench.Storage), services.Planner, services.Reader, services.Writer, hasher, world.Bench.Clock, log.CreateLogger<PasswordSignIn>());
        var form = SubmittedTexts.Of(("identity", AccountWorld.AnasEmail), ("password", AccountWorld.AnasPassword), ("identityField", ""));
        var request = new SignInRequest(AccountWorld.Request(), new SignInClient(IPAddress.Loopback, ""));

        Assert.Equal(AccountWorld.Ana, (await method.ProveAsync(world.Members, form, request, ct)).Record.Id);
        Assert.Equal(AccountWorld.Ana, (await method.ProveAsync(world.Members, form, request, ct)).Record.Id); // without another look: it waits its minute

        Assert.Equal("Warning: The kinds of password hashes of members could not be found out; what was known of them holds", Assert.Single(log.Lines));
    }

    private static async Task<(long Argon2Kib, long BcryptRounds)> WorkOfAsync(AccountWorld world, string identity)
    {
        var before = world.Bench.HashingWork;
        var refusal = await Assert.ThrowsAsync<BasaltException>(() => world.SignInAsync(identity, "wrong"));
        Assert.Equal("Invalid: Failed to authenticate.", Workbench.Shown(refusal));
        var after = world.Bench.HashingWork;
        return (after.Argon2Kib - before.Argon2Kib, after.BcryptRounds - before.BcryptRounds);
    }

    private static async Task AddAsync(AccountWorld world, string name, string hash)
    {
        const string Salted = "$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA";
        var text = hash.Split(' ') switch
        {
            ["none"] => "",
            ["damaged"] => "$2a$99$damaged",
            ["bcrypt", var cost] => BCrypt.Net.BCrypt.HashPassword("right", int.Parse(cost, System.Globalization.CultureInfo.InvariantCulture)),
            ["argon2", var cost] => $"$argon2id$v=19$m={cost.Replace("x", ",t=", StringComparison.Ordinal)},p=1{Salted}",
            _ => throw new ArgumentException(hash),
        };
        await world.AddAsync(name.PadRight(15, '0'), $"{name}@example.com", "", r => r["password"] = Value.Text(text));
    }

    /// <summary>A database that takes too long to look through a whole collection.</summary>
    private sealed class SlowLook(IStorageEngine inner) : DelegatingEngine(inner)
    {
        public override ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct) =>
            query.Limit < 0 ? throw BasaltException.Invalid("query_timeout", "too slow") : base.QueryAsync(query, rows, ct);
    }
}
