using System.Net;
using Basalt.RateLimits;
using Basalt.Schema;
using Basalt.Settings;
using BenchmarkDotNet.Attributes;

namespace Basalt.Benchmarks;

/// <summary>
/// What it costs to count a request by rules like the default ones, of which a list fits the last: of one client, of 65,536 in turn, and of
/// one whose limit is used up.
/// </summary>
[MemoryDiagnoser]
public class RateLimiting
{
    private const int Clients = 1 << 16;

    private static readonly RateLimitedAction List = new("list");

    private static readonly Collection Posts = Blog.PostsDefinition;

    private readonly RateLimitedRequest[] _requests = [.. Enumerable.Range(0, Clients).Select(i => new RateLimitedRequest
    {
        Method = "GET",
        Path = "/api/collections/posts/records",
        IsGuest = true,
        Client = new IPAddress(0x0A00_0000L + i * 7919L),
        Collection = Posts,
        Action = List,
    })];

    private readonly RateLimiters _limiters = new(TimeProvider.System);
    private readonly ServerSettings _off = ServerSettings.Default;
    private readonly ServerSettings _on = WithAtMost(int.MaxValue);
    private readonly ServerSettings _none = WithAtMost(0);
    private int _turn;

    [Benchmark(Baseline = true)]
    public bool Off() => _off.RateLimits.Enabled && _limiters.Of(_off).Count(_requests[0]) is null;

    [Benchmark]
    public bool OneClient() => _on.RateLimits.Enabled && _limiters.Of(_on).Count(_requests[0]) is null;

    [Benchmark]
    public object? Refused() => _none.RateLimits.Enabled ? _limiters.Of(_none).Count(_requests[0]) : null;

    [Benchmark]
    public bool ManyClients() => _on.RateLimits.Enabled && _limiters.Of(_on).Count(_requests[_turn++ % Clients]) is null;

    private static ServerSettings WithAtMost(int requests)
    {
        var rules = new RateLimitSettings().Rules.Select(rule => rule with { MaxRequests = requests });
        return ServerSettings.Default with { RateLimits = new RateLimitSettings { Enabled = true, Rules = [.. rules] } };
    }
}
