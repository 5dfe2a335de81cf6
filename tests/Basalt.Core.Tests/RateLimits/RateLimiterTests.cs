using System.Net;
using Basalt.Errors;
using Basalt.RateLimits;
using Basalt.Settings;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.RateLimits;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("::ffff:10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.0.0.1", "10.0.0.0/8", false)]
    [InlineData("2001:db8::1", "2001:db8::/32", true)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.2", "192.0.2.1", false)]
    [InlineData("192.0.2.2", "no address", false)]
    public void Excluded_addresses_are_not_counted(string client, string excluded, bool isExempt)
    {
        var limiter = new RateLimiter(Settings() with { ExcludedIps = ["203.0.113.9", excluded] }, _clock);
        limiter.Count(Request(client));
        Assert.Equal(isExempt, limiter.Count(Request(client)) is null);
    }

    [Fact]
    public void A_refusal_says_when_the_window_is_over()
    {
        var limiter = new RateLimiter(Settings(), _clock);
        Assert.Null(limiter.Count(Request("192.0.2.1")));
        _clock.Advance(TimeSpan.FromSeconds(4));

        var refusal = limiter.Count(Request("192.0.2.1"))!;

        Assert.Equal((ErrorKind.TooMany, TimeSpan.FromSeconds(6)), (refusal.Kind, refusal.RetryAfter));
    }

    [Fact]
    public void Counters_last_as_long_as_the_settings_they_were_counted_by()
    {
        var limiters = new RateLimiters(_clock);
        var (before, after) = (new ServerSettings { RateLimits = Settings() }, new ServerSettings { RateLimits = Settings() });
        Assert.Null(limiters.Of(before).Count(Request("192.0.2.1")));
        Assert.NotNull(limiters.Of(before).Count(Request("192.0.2.1")));

        Assert.Null(limiters.Of(after).Count(Request("192.0.2.1")));    // saved again
        Assert.NotNull(limiters.Of(before).Count(Request("192.0.2.1"))); // what is still under way disturbs nobody
        Assert.NotNull(limiters.Of(after).Count(Request("192.0.2.1")));
    }

    private static RateLimitSettings Settings() =>
        new() { Enabled = true, Rules = [new RateLimitRule { Label = "/api/", MaxRequests = 1, DurationSeconds = 10 }] };

    private static RateLimitedRequest Request(string client) =>
        new() { Method = "GET", Path = "/api/health", IsGuest = true, Client = IPAddress.Parse(client) };
}
