using System.Text;

namespace Basalt.Rules;

/// <summary>
/// The right side of <c>~</c>, its wildcards and escapes settled once for every interpreter (the protocol's filters page, section 5).
/// Letters match in either case, ASCII only. <c>%</c> is any run of characters, <c>_</c> any one.
/// </summary>
internal sealed class LikePattern
{
    private readonly LikeRun[] _runs; // what stands between the '%'s; the first and the last are anchored to the ends of the text

    private LikePattern(LikeRun[] runs) => _runs = runs;

    /// <summary>
    /// A constant. With a <c>%</c> that no backslash escapes it is a pattern as it stands; without one it is looked for anywhere, and
    /// <c>\%</c>, <c>\_</c> and <c>\\</c> are the only escapes.
    /// </summary>
    public static LikePattern OfConstant(string text)
    {
        if (HasWildcard(text)) return Parse(text);
        var literal = new LikeRunBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (IsEscape(text, i) && text[i + 1] is '%' or '_' or '\\') i++;
            literal.Add(text[i]);
        }

        return new LikePattern([LikeRun.Empty, literal.Take(), LikeRun.Empty]);
    }

    /// <summary>A value that is no constant (a column, or the text of a bool): looked for anywhere, the wildcards inside it stay active.</summary>
    public static LikePattern OfValue(string text) => Parse("%" + text + "%");

    /// <summary>True when the text has a <c>%</c> that no backslash escapes.</summary>
    public static bool HasWildcard(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%') return true;
            if (text[i] == '\\') i++;
        }

        return false;
    }

    /// <summary>
    /// Of a constant whose only wildcard is a <c>%</c> at its end: with what every match begins, in lower case. It ends in an ASCII
    /// character, so that engines can make a range of it for an index; what comes after is left to the pattern. Else null.
    /// </summary>
    public static string? PrefixOf(string text)
    {
        var prefix = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_') return null;
            if (text[i] == '%') return i == text.Length - 1 ? Ranged(prefix.ToString()) : null;
            if (IsEscape(text, i)) i++;
            prefix.Append(text[i]);
        }

        return null;
    }

    /// <summary>The pattern for SQL's LIKE … ESCAPE <paramref name="escape"/>.</summary>
    public string ToSql(char escape)
    {
        var sql = new StringBuilder();
        for (var i = 0; i < _runs.Length; i++)
        {
            if (i > 0) sql.Append('%');
            _runs[i].AppendSql(sql, escape);
        }

        return sql.ToString();
    }

    /// <returns>Null when it takes too many steps to tell; a text and a pattern of ordinary length never do.</returns>
    public bool? IsMatch(ReadOnlySpan<char> text)
    {
        var steps = new LikeSteps();
        var matches = IsMatch(text, ref steps);
        return steps.AreUsedUp ? null : matches;
    }

    // Each run takes its leftmost place after the one before: if that fails, no other choice succeeds. So nothing is tried twice,
    // and the worst case is the length of the text times the length of the longest run.
    private bool IsMatch(ReadOnlySpan<char> text, ref LikeSteps steps)
    {
        var at = _runs[0].MatchAt(text, 0, ref steps);
        if (at < 0) return false;
        if (_runs.Length == 1) return at == text.Length;
        for (var i = 1; i < _runs.Length - 1; i++)
        {
            at = _runs[i].Find(text, at, ref steps);
            if (at < 0) return false;
        }

        return _runs[^1].IsSuffix(text, at, ref steps);
    }

    private static LikePattern Parse(string pattern)
    {
        var runs = new List<LikeRun>();
        var run = new LikeRunBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    // Neighbouring '%'s are one; empty runs are kept only at the ends, where they take the anchor away.
                    if (runs.Count == 0 || !run.IsEmpty) runs.Add(run.Take());
                    break;
                case '_':
                    run.AddAny();
                    break;
                default:
                    if (IsEscape(pattern, i)) i++;
                    run.Add(pattern[i]);
                    break;
            }
        }

        runs.Add(run.Take());
        return new LikePattern([.. runs]);
    }

    private static string? Ranged(string prefix)
    {
        var length = prefix.AsSpan().LastIndexOfAnyInRange('\u0001', '~') + 1;
        return length == 0 || prefix.Contains('\0', StringComparison.Ordinal) ? null : AsciiText.Lower(prefix[..length]);
    }

    private static bool IsEscape(string text, int at) => text[at] == '\\' && at + 1 < text.Length;
}

/// <summary>Counts down what one match may cost.</summary>
internal struct LikeSteps
{
    private const int Most = 4_000_000; // some milliseconds

    private int _taken;

    public readonly bool AreUsedUp => _taken > Most;

    public void Take(int count) => _taken = AreUsedUp ? _taken : _taken + count;
}
