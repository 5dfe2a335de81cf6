using System.Collections.Immutable;
using System.Net;
using Basalt.Errors;
using Basalt.Settings;
using Basalt.Text;

namespace Basalt.RateLimits;

/// <summary>Counts requests by the rules of one version of the settings.</summary>
internal sealed class RateLimiter(RateLimitSettings settings, TimeProvider clock)
{
    private readonly RateLimitRules _rules = RateLimitRules.Compile(settings.Rules);
    private readonly ImmutableArray<AddressRange> _excluded = [.. settings.ExcludedIps.Select(ip => AddressRange.Parse(ip)).OfType<AddressRange>()];
    private readonly FixedWindows _windows = new(clock);

    /// <summary>Counts a request of somebody who is no superuser.</summary>
    /// <returns>Null when it may go on; else its refusal. Returned, because a flood of exceptions would cost more than the requests.</returns>
    public BasaltException? Count(in RateLimitedRequest request)
    {
        if (_rules.Find(request) is not { } rule || IsExcluded(request.Client)) return null;
        var wait = _windows.TryCount(new WindowKey(ClientKey.Of(request.Client), rule, request.Collection?.Id, request.Action));
        return wait is null ? null : new BasaltException(ErrorKind.TooMany, "rate_limit_exceeded") { RetryAfter = wait };
    }

    private bool IsExcluded(IPAddress client)
    {
        foreach (var range in _excluded)
        {
            if (range.Contains(client)) return true;
        }

        return false;
    }
}
