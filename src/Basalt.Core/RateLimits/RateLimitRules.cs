using System.Collections.Frozen;
using System.Collections.Immutable;
using Basalt.Settings;

namespace Basalt.RateLimits;

/// <summary>
/// The stored rules, arranged so that the one that counts a request is found without an allocation. The first that fits decides:
/// 1. of an endpoint with tags: <c>collection:tag</c> for each tag, then <c>*:tag</c> for each;
/// 2. <c>METHOD /path</c>, then a prefix with that method;
/// 3. <c>/path</c>, then a prefix.
/// Source: the protocol, system page, section 4.
/// </summary>
internal sealed class RateLimitRules
{
    private readonly FrozenDictionary<string, TagRules> _tags;
    private readonly FrozenDictionary<string, PathRules> _paths; // by method; "" for any

    private RateLimitRules(FrozenDictionary<string, TagRules> tags, FrozenDictionary<string, PathRules> paths)
    {
        _tags = tags;
        _paths = paths;
    }

    public static RateLimitRules Compile(ImmutableArray<RateLimitRule> rules)
    {
        var tags = new Dictionary<string, TagRules>(StringComparer.Ordinal);
        var paths = new Dictionary<string, PathRules>(StringComparer.Ordinal);
        foreach (var stored in rules)
        {
            var rule = new LimitRule(stored);
            if (RateLimitLabel.TrySplitPath(stored.Label, out var method, out var path)) Of(paths, method).Add(path, stored.Audience, rule);
            else if (RateLimitLabel.TrySplitTag(stored.Label, out var collection, out var tag)) Of(tags, tag).Add(collection, stored.Audience, rule);
        }

        foreach (var named in tags.Values) named.Freeze();
        foreach (var located in paths.Values) located.Freeze();
        return new RateLimitRules(tags.ToFrozenDictionary(StringComparer.Ordinal), paths.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The only rule that counts the request, or null.</summary>
    public LimitRule? Find(in RateLimitedRequest request)
    {
        var tagged = request is { Action: { } action, Collection: { } collection } ? FindTagged(action, collection.Name.ToString(), request.IsGuest) : null;
        return tagged ?? FindByPath(request.Method, request.Path, request.IsGuest);
    }

    private LimitRule? FindTagged(RateLimitedAction action, string collection, bool isGuest)
    {
        foreach (var tag in action.Tags)
        {
            if (_tags.TryGetValue(tag, out var rules) && rules.Of(collection, isGuest) is { } rule) return rule;
        }

        foreach (var tag in action.Tags)
        {
            if (_tags.TryGetValue(tag, out var rules) && rules.OfAny(isGuest) is { } rule) return rule;
        }

        return null;
    }

    // A HEAD does the work of a GET, so it is no way around the limit of one.
    private LimitRule? FindByPath(string method, string path, bool isGuest) =>
        FindIn(method, path, isGuest) ?? (method == "HEAD" ? FindIn("GET", path, isGuest) : null) ?? FindIn("", path, isGuest);

    private LimitRule? FindIn(string method, string path, bool isGuest) => _paths.TryGetValue(method, out var rules) ? rules.Find(path, isGuest) : null;

    private static T Of<T>(Dictionary<string, T> map, string key)
        where T : new()
    {
        if (!map.TryGetValue(key, out var found)) map.Add(key, found = new T());
        return found;
    }
}
