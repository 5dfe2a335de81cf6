using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Basalt.Schema;

/// <summary>
/// A regular expression that an owner wrote, in the RE2 syntax of the protocol. Matching takes time linear in the text, whatever the
/// pattern: what can't be matched that way (lookarounds, back references) is refused, as in RE2 itself.
/// </summary>
public sealed class SafeRegex
{
    // Patterns come from collections and settings only, so that the bound is a safeguard, not a working size.
    private const int CachedMax = 1024;

    private const int PatternCharsMax = 4096;

    // Linear time is not a promise about the machine: even then, no request waits longer than this for one match.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private static readonly ConcurrentDictionary<string, SafeRegex?> Cache = new(StringComparer.Ordinal);

    private readonly Regex _regex;

    private SafeRegex(Regex regex) => _regex = regex;

    /// <summary>The compiled pattern, kept for the next caller; null when it is invalid or can't be matched safely.</summary>
    public static SafeRegex? Find(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known)) return known;
        if (Cache.Count >= CachedMax) Cache.Clear();
        return Cache.GetOrAdd(pattern, Compile);
    }

    /// <summary>True when the pattern matches anywhere in the text, unless it anchors itself. A match that takes too long is none.</summary>
    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static SafeRegex? Compile(string pattern)
    {
        if (pattern.Length > PatternCharsMax || !Re2Syntax.TryTranslate(pattern, out var translated)) return null;
        try
        {
            return new SafeRegex(new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout));
        }
        catch (ArgumentException) // no regular expression
        {
            return null;
        }
        catch (NotSupportedException) // one that only backtracking could match, or whose automaton would be huge
        {
            return null;
        }
    }
}
