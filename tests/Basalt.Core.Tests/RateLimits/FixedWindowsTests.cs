using System.Globalization;
using System.Net;
using Basalt.RateLimits;
using Basalt.Settings;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.RateLimits;

public sealed class FixedWindowsTests
{
    private static readonly LimitRule ThreeInTenSeconds = Rule(3, 10);

    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string, string> Timelines => new()
    {
        // seconds after the one before at which requests come, and what each gets of three in ten seconds: + or how long to wait
        { "0 0 0 0 0", "+ + + 10 10" },
        { "0 4 4 1 0.75", "+ + + 1 0.25" },       // the first request opens the window, and nothing moves its end
        { "0 0 0 0 10 0 0 0", "+ + + 10 + + + 10" },
        { "0 0 0 9.5 0.5", "+ + + 0.5 +" },
        { "0 25 0 0 0", "+ + + + 10" },           // what was left is lost
        { "0 9 2 0 0 0", "+ + + + + 10" },        // five within two seconds, around the end of a window
    };

    [Theory, MemberData(nameof(Timelines))]
    public void Requests_of_one_client_are_counted_in_fixed_windows(string pauses, string expected)
    {
        var windows = new FixedWindows(_clock);
        var outcomes = pauses.Split(' ').Select(pause =>
        {
            _clock.Advance(TimeSpan.FromSeconds(double.Parse(pause, CultureInfo.InvariantCulture)));
            return windows.TryCount(Key("192.0.2.1", ThreeInTenSeconds)) is { } wait ? wait.TotalSeconds.ToString(CultureInfo.InvariantCulture) : "+";
        });

        Assert.Equal(expected, string.Join(' ', outcomes));
    }

    [Fact]
    public void Clients_rules_collections_and_actions_have_windows_of_their_own()
    {
        var windows = new FixedWindows(_clock);
        var (view, list) = (new RateLimitedAction("view"), new RateLimitedAction("list"));
        var rule = Rule(1, 10);
        var client = ClientKey.Of(IPAddress.Parse("192.0.2.1"));
        WindowKey[] keys =
        [
            new(client, rule, null, null), new(client, Rule(1, 10), null, null), new(ClientKey.Of(IPAddress.Parse("192.0.2.2")), rule, null, null),
            new(client, rule, "pbc_a", view), new(client, rule, "pbc_b", view), new(client, rule, "pbc_a", list), new(client, rule, "pbc_a", new RateLimitedAction("view")),
        ];

        Assert.All(keys, key => Assert.Null(windows.TryCount(key)));
        Assert.All(keys, key => Assert.NotNull(windows.TryCount(key)));
    }

    [Theory]
    [InlineData(0, 5, 0)]               // stored by another server, which may allow nothing
    [InlineData(-4, 5, 0)]
    [InlineData(2, 0, 2)]               // a window is a second at least
    [InlineData(2, -9, 2)]
    [InlineData(2, long.MaxValue, 2)]   // and doesn't overflow
    public void Rules_that_no_validation_has_seen_still_limit(int most, long seconds, int allowed)
    {
        var windows = new FixedWindows(_clock);
        var key = Key("192.0.2.1", new LimitRule(new RateLimitRule { Label = "/", MaxRequests = most, DurationSeconds = seconds }));
        Assert.Equal(allowed, Enumerable.Range(0, 10).Count(_ => windows.TryCount(key) is null));
    }

    [Fact]
    public async Task Requests_at_once_never_exceed_the_maximum()
    {
        var windows = new FixedWindows(TimeProvider.System);
        var rule = Rule(1_000, 3600);
        var keys = Enumerable.Range(1, 4).Select(i => Key($"192.0.2.{i}", rule)).ToList();
        var ct = TestContext.Current.CancellationToken;

        var allowed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => keys.Sum(key => Enumerable.Range(0, 500).Count(_ => windows.TryCount(key) is null)), ct)));

        Assert.Equal(4 * 1_000, allowed.Sum());
    }

    [Fact]
    public void A_million_addresses_take_no_more_memory_than_there_are_places()
    {
        var windows = new FixedWindows(_clock);
        var rule = Rule(300, 3600);
        var keys = Enumerable.Range(0, 1_000_000).Select(i => Key(i, rule)).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var key in keys) windows.TryCount(key);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * FixedWindows.Capacity);
    }

    [Fact]
    public void A_flood_of_addresses_frees_nobody_who_has_used_up_his_limit()
    {
        var windows = new FixedWindows(_clock);
        var rule = Rule(3, 3600);
        for (var i = 0; i < 3; i++) windows.TryCount(Key("192.0.2.1", rule));

        for (var i = 1; i <= 1_000_000; i++) windows.TryCount(Key(i, rule));

        Assert.NotNull(windows.TryCount(Key("192.0.2.1", rule)));
    }

    [Fact]
    public void Places_of_windows_that_are_over_are_used_again()
    {
        var windows = new FixedWindows(_clock);
        var rule = Rule(1, 10);
        for (var i = 1; i <= 1_000_000; i++) windows.TryCount(Key(i, rule)); // every place is used up
        _clock.Advance(TimeSpan.FromSeconds(10));

        var kept = Enumerable.Range(2_000_000, 10_000).ToList();
        Assert.All(kept, i => Assert.Null(windows.TryCount(Key(i, rule))));
        Assert.All(kept, i => Assert.NotNull(windows.TryCount(Key(i, rule))));
    }

    private static LimitRule Rule(int most, long seconds) => new(new RateLimitRule { Label = "/", MaxRequests = most, DurationSeconds = seconds });

    private static WindowKey Key(string address, LimitRule rule) => new(ClientKey.Of(IPAddress.Parse(address)), rule, null, null);

    private static WindowKey Key(int address, LimitRule rule) => new(ClientKey.Of(new IPAddress(0x0A00_0000L + address)), rule, null, null);
}
