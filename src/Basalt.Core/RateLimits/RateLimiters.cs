using System.Runtime.CompilerServices;
using Basalt.Settings;

namespace Basalt.RateLimits;

/// <summary>
/// The counters of each version of the settings. They go with their version: a save begins anew, and a request that is still under way with
/// earlier settings disturbs nobody.
/// </summary>
internal sealed class RateLimiters(TimeProvider clock)
{
    private readonly ConditionalWeakTable<ServerSettings, RateLimiter> _bySettings = [];

    /// <summary>By the instance, so equal settings that were saved again have counters of their own.</summary>
    public RateLimiter Of(ServerSettings settings) => _bySettings.GetValue(settings, made => new RateLimiter(made.RateLimits, clock));
}
