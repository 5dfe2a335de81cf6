using Basalt.Settings;

namespace Basalt.RateLimits;

/// <summary>One stored rule, ready to count. It is the same as itself only: each rule has counters of its own.</summary>
internal sealed class LimitRule(RateLimitRule rule)
{
    // Settings of another server may hold anything; ten years don't overflow a clock that ticks every nanosecond.
    private const long MostSeconds = 10L * 365 * 24 * 3600;

    /// <summary>How many requests fit into a window.</summary>
    public int MaxRequests { get; } = Math.Max(0, rule.MaxRequests);

    /// <summary>From the first request of a window to its end.</summary>
    public long WindowSeconds { get; } = Math.Clamp(rule.DurationSeconds, 1, MostSeconds);
}

/// <summary>The rules of one label: for each kind of caller the first stored one that counts it.</summary>
internal readonly record struct RulesByAudience(LimitRule? Guests, LimitRule? SignedIn)
{
    public LimitRule? For(bool isGuest) => isGuest ? Guests : SignedIn;

    public RulesByAudience Then(string audience, LimitRule rule) => audience switch
    {
        "" => new(Guests ?? rule, SignedIn ?? rule),
        "@guest" => this with { Guests = Guests ?? rule },
        "@auth" => this with { SignedIn = SignedIn ?? rule },
        _ => this,
    };
}
