using System.Collections.Frozen;

namespace Basalt.RateLimits;

/// <summary>The rules of one tag: of single collections, by name, and of all.</summary>
internal sealed class TagRules
{
    private readonly Dictionary<string, RulesByAudience> _added = new(StringComparer.Ordinal);
    private FrozenDictionary<string, RulesByAudience> _named = FrozenDictionary<string, RulesByAudience>.Empty;
    private RulesByAudience _any;

    /// <param name="collection">A name, or <c>*</c> for every collection.</param>
    public void Add(string collection, string audience, LimitRule rule)
    {
        if (collection == "*") _any = _any.Then(audience, rule);
        else _added[collection] = _added.GetValueOrDefault(collection).Then(audience, rule);
    }

    /// <summary>Call once, after the last rule.</summary>
    public void Freeze() => _named = _added.ToFrozenDictionary(StringComparer.Ordinal);

    public LimitRule? Of(string collection, bool isGuest) => _named.TryGetValue(collection, out var rules) ? rules.For(isGuest) : null;

    public LimitRule? OfAny(bool isGuest) => _any.For(isGuest);
}
