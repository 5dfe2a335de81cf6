using System.Collections.Immutable;

namespace Basalt.RateLimits;

/// <summary>
/// What an endpoint of a collection does, in the words of rate limit labels: <c>posts:create</c>, <c>*:auth</c>. Each instance is
/// counted alone, in each collection; two endpoints that do the same have two.
/// </summary>
/// <param name="tags">The one that says most comes first: rules are looked for in this order.</param>
internal sealed class RateLimitedAction(params ImmutableArray<string> tags)
{
    public ImmutableArray<string> Tags { get; } = tags;
}
