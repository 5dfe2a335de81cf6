using System.Buffers;
using System.Text;

namespace Basalt.Schema;

/// <summary>Sets of characters in the patterns that texts are generated from.</summary>
internal static class PatternClass
{
    private const string Digits = "0123456789";
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    private static readonly SearchValues<char> WordValues = SearchValues.Create(Word);

    /// <summary>The space and all visible characters of ASCII: what <c>.</c> and negated sets choose from.</summary>
    public static string Printable { get; } = Range(' ', '~');

    /// <param name="at">Behind the opening bracket; afterwards behind the closing one.</param>
    /// <returns>Each character once; null when the class is invalid or empty.</returns>
    public static string? Parse(string pattern, ref int at)
    {
        var negated = at < pattern.Length && pattern[at] == '^';
        if (negated) at++;
        var set = new StringBuilder();
        for (var first = true; ; first = false)
        {
            if (at == pattern.Length) return null;
            if (pattern[at] == ']' && !first) break;
            if (Member(pattern, ref at) is not { } from) return null;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                at++;
                if (Member(pattern, ref at) is not [var to] || from is not [var start] || to < start || to > '~') return null;
                set.Append(Range(start, to));
            }
            else
            {
                set.Append(from);
            }
        }

        at++;
        var members = set.ToString();
        var chosen = negated ? string.Concat(Printable.Where(c => !members.Contains(c))) : string.Concat(members.Distinct());
        return chosen.Length == 0 ? null : chosen;
    }

    /// <param name="at">Behind the backslash; afterwards behind the escape.</param>
    public static string? Escape(string pattern, ref int at)
    {
        if (at == pattern.Length) return null;
        var letter = pattern[at++];
        return letter switch
        {
            'd' => Digits,
            'w' => Word,
            's' => " ",
            'D' => Without(Digits),
            'W' => Without(Word),
            'S' => Without(" "),
            't' => "\t",
            'n' => "\n",
            'r' => "\r",
            _ => char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) ? letter.ToString() : null,
        };
    }

    /// <summary>True for letters, digits and _ of ASCII, at least one.</summary>
    public static bool ContainsOnlyWordCharacters(this ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(WordValues);

    private static string? Member(string pattern, ref int at)
    {
        var c = pattern[at++];
        if (c == '\\') return Escape(pattern, ref at);
        return char.IsSurrogate(c) || (c == '[' && at < pattern.Length && pattern[at] == ':') ? null : c.ToString();
    }

    private static string Without(string members) => string.Concat(Printable.Where(c => !members.Contains(c)));

    private static string Range(char from, char to) => string.Concat(Enumerable.Range(from, to - from + 1).Select(i => (char)i));
}
