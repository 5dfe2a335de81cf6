using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Basalt.Errors;

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

    // Linear in the text, but what one character costs grows with the pattern: (.?a.?){1000}c took 160 s for 5,000 of them. A pattern
    // of any use takes microseconds, so that even on a busy machine only the other kind gets here.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<string, SafeRegex?> Cache = new(StringComparer.Ordinal);

    private readonly Regex _regex;

    private SafeRegex(Regex regex) => _regex = regex;

    /// <summary>The compiled pattern, kept for the next caller; null when it is invalid or can't be matched safely.</summary>
    public static SafeRegex? Find(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known)) return known;
        if (Cache.Count >= CachedMax) Cache.Clear();
        return Cache.GetOrAdd(pattern, static pattern => Compile(pattern, MatchTimeout));
    }

    /// <summary>True when the pattern matches anywhere in the text, unless it anchors itself.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>, code <c>pattern_timeout</c>: it takes too long to tell.</exception>
    public bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException timeout)
        {
            // Not "no match": the value may be a good one, and the machine busy.
            throw new BasaltException(ErrorKind.Unavailable, "pattern_timeout", "A value can't be matched with its pattern in time.", inner: timeout);
        }
    }

    internal static SafeRegex? Compile(string pattern, TimeSpan timeout)
    {
        if (pattern.Length > PatternCharsMax || !Re2Syntax.TryTranslate(pattern, out var translated)) return null;
        try
        {
            return new SafeRegex(new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, timeout));
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
