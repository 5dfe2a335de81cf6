using System.Net;
using Basalt.Schema;

namespace Basalt.RateLimits;

/// <summary>What of a request decides whether it is within its limit. Nothing of its body or its headers is.</summary>
internal readonly record struct RateLimitedRequest
{
    /// <summary>Upper case, as sent.</summary>
    public required string Method { get; init; }

    /// <summary>Percent-decoded, without the query.</summary>
    public required string Path { get; init; }

    public required bool IsGuest { get; init; }

    /// <summary>As far as the operator says who may be believed.</summary>
    public required IPAddress Client { get; init; }

    /// <summary>Of an endpoint with tags; null for all others.</summary>
    public Collection? Collection { get; init; }

    /// <inheritdoc cref="Collection"/>
    public RateLimitedAction? Action { get; init; }
}
