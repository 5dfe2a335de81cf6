using System.Collections.Frozen;

namespace Basalt.RateLimits;

/// <summary>The rules whose labels are paths of one method, or of any.</summary>
internal sealed class PathRules
{
    private readonly Dictionary<string, RulesByAudience> _added = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, RulesByAudience Rules)> _prefixes = []; // as stored: the first that fits decides, not the longest
    private FrozenDictionary<string, RulesByAudience> _exact = FrozenDictionary<string, RulesByAudience>.Empty;

    public void Add(string path, string audience, LimitRule rule)
    {
        _added[path] = _added.GetValueOrDefault(path).Then(audience, rule);
        if (path[^1] == '/') _prefixes.Add((path, default(RulesByAudience).Then(audience, rule)));
    }

    /// <summary>Call once, after the last rule.</summary>
    public void Freeze() => _exact = _added.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rule of exactly this path, else the first one of a prefix of it.</summary>
    public LimitRule? Find(string path, bool isGuest)
    {
        if (_exact.TryGetValue(path, out var exact) && exact.For(isGuest) is { } rule) return rule;
        foreach (var (prefix, rules) in _prefixes)
        {
            if (IsPrefix(prefix, path) && rules.For(isGuest) is { } first) return first;
        }

        return null;
    }

    // /api/ is the prefix of everything below /api, and of /api itself.
    private static bool IsPrefix(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) || path.Length == prefix.Length - 1 && prefix.StartsWith(path, StringComparison.Ordinal);
}
