using System.Text;

namespace Basalt.Rules;

/// <summary>A piece of a pattern without <c>%</c>: characters, and places where any one character may stand.</summary>
internal sealed class LikeRun
{
    private readonly string _characters;
    private readonly bool[]? _any; // by position in _characters; null when none is "any"
    private readonly int _points;  // code points it takes, for "any one character" is one whatever its length in UTF-16

    public LikeRun(string characters, bool[]? any)
    {
        _characters = characters;
        _any = any;
        for (var i = 0; i < characters.Length; i += IsPair(characters, i) ? 2 : 1) _points++;
    }

    public static LikeRun Empty { get; } = new("", null);

    /// <returns>Where the match ends, or -1.</returns>
    public int MatchAt(ReadOnlySpan<char> text, int at, ref LikeSteps steps)
    {
        var end = at;
        for (var i = 0; i < _characters.Length; i++)
        {
            if (end == text.Length) return Failed(i, ref steps);
            if (_any is not null && _any[i])
            {
                end += IsPair(text, end) ? 2 : 1;
            }
            else
            {
                if (Fold(text[end]) != Fold(_characters[i])) return Failed(i, ref steps);
                end++;
            }
        }

        steps.Take(_characters.Length);
        return end;
    }

    /// <summary>The leftmost match from <paramref name="from"/> on.</summary>
    /// <returns>Where it ends, or -1.</returns>
    public int Find(ReadOnlySpan<char> text, int from, ref LikeSteps steps)
    {
        if (_characters.Length == 0) return from;
        for (var at = NextStart(text, from); at >= 0 && !steps.AreUsedUp; at = NextStart(text, at + 1))
        {
            var end = MatchAt(text, at, ref steps);
            if (end >= 0) return end;
        }

        return -1;
    }

    /// <summary>True when the text ends in a match that begins at <paramref name="from"/> or later.</summary>
    public bool IsSuffix(ReadOnlySpan<char> text, int from, ref LikeSteps steps)
    {
        var at = text.Length;
        for (var i = 0; i < _points && at >= from; i++) at -= at >= 2 && IsPair(text, at - 2) ? 2 : 1;
        return at >= from && MatchAt(text, at, ref steps) == text.Length;
    }

    public void AppendSql(StringBuilder sql, char escape)
    {
        for (var i = 0; i < _characters.Length; i++)
        {
            var isAny = _any is not null && _any[i];
            if (!isAny && (_characters[i] is '%' or '_' || _characters[i] == escape)) sql.Append(escape);
            sql.Append(_characters[i]);
        }
    }

    // Skips, by vector where the first character is known, to where a match could begin; never to the second half of a pair.
    private int NextStart(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length)
        {
            var skipped = _any is not null && _any[0] ? 0 : text[from..].IndexOfAny(Fold(_characters[0]), Unfold(_characters[0]));
            if (skipped < 0) return -1;
            from += skipped;
            if (from == 0 || !IsPair(text, from - 1)) return from;
            from++;
        }

        return -1;
    }

    private static int Failed(int compared, ref LikeSteps steps)
    {
        steps.Take(compared + 1);
        return -1;
    }

    private static bool IsPair(ReadOnlySpan<char> text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);

    private static char Fold(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;

    private static char Unfold(char c) => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c;
}

internal sealed class LikeRunBuilder
{
    private readonly StringBuilder _characters = new();
    private readonly List<bool> _any = [];

    public bool IsEmpty => _characters.Length == 0;

    public void Add(char literal)
    {
        _characters.Append(literal);
        _any.Add(false);
    }

    public void AddAny()
    {
        _characters.Append('_');
        _any.Add(true);
    }

    /// <summary>What was added since the last time.</summary>
    public LikeRun Take()
    {
        if (IsEmpty) return LikeRun.Empty;
        var run = new LikeRun(_characters.ToString(), _any.Contains(true) ? [.. _any] : null);
        _characters.Clear();
        _any.Clear();
        return run;
    }
}
