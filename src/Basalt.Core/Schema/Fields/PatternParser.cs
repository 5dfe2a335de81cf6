using System.Globalization;

namespace Basalt.Schema;

/// <summary>
/// Reads the patterns that texts can be generated from:
/// <code>
/// pattern      = "^"? alternatives "$"?
/// alternatives = sequence ("|" sequence)*
/// sequence     = (atom count?)*
/// atom         = "(" ("?:" | "?P&lt;name&gt;" | "?&lt;name&gt;")? alternatives ")" | "[" class "]" | "." | escape | character
/// count        = ("?" | "*" | "+" | "{n}" | "{n,}" | "{n,m}") "?"?
/// </code>
/// What has no upper bound is repeated up to ten times more than it must. Classes are of printable ASCII.
/// </summary>
internal sealed class PatternParser(string pattern)
{
    private const int MoreThanMin = 10;
    private const int RepeatMax = 1000;
    private const int DepthMax = 50;

    private int _at;
    private int _depth;

    /// <summary>Null when the text is no such pattern.</summary>
    public PatternNode? Parse()
    {
        if (Next == '^') _at++;
        var root = Alternatives();
        if (Next == '$') _at++;
        return _at == pattern.Length ? root : null;
    }

    private char Next => _at < pattern.Length ? pattern[_at] : '\0';

    private PatternNode? Alternatives()
    {
        if (++_depth > DepthMax) return null;
        var choices = new List<PatternNode>();
        do
        {
            if (Sequence() is not { } choice) return null;
            choices.Add(choice);
        }
        while (Take('|'));
        _depth--;
        return choices is [var only] ? only : new PatternNode.Alternatives(choices);
    }

    private PatternNode? Sequence()
    {
        var parts = new List<PatternNode>();
        while (_at < pattern.Length && Next is not ('|' or ')') && !(Next == '$' && _at == pattern.Length - 1))
        {
            if (Atom() is not { } atom || Counted(atom) is not { } part) return null;
            parts.Add(part);
        }

        return parts is [var only] ? only : new PatternNode.Sequence(parts);
    }

    private PatternNode? Atom()
    {
        var c = pattern[_at++];
        return c switch
        {
            '(' => Group(),
            '[' => PatternClass.Parse(pattern, ref _at) is { } alphabet ? new PatternNode.OneOf(alphabet) : null,
            '.' => new PatternNode.OneOf(PatternClass.Printable),
            '\\' => PatternClass.Escape(pattern, ref _at) is { } set ? new PatternNode.OneOf(set) : null,
            '^' or '$' or '*' or '+' or '?' or '{' => null,
            _ when char.IsSurrogate(c) => null,
            _ => new PatternNode.OneOf(c.ToString()),
        };
    }

    private PatternNode? Group()
    {
        if (Take('?'))
        {
            if (!Take(':'))
            {
                Take('P');
                var end = pattern.IndexOf('>', _at);
                if (Next != '<' || end < _at + 2 || !pattern.AsSpan(_at + 1, end - _at - 1).ContainsOnlyWordCharacters()) return null;
                _at = end + 1;
            }
        }

        return Alternatives() is { } inner && Take(')') ? inner : null;
    }

    private PatternNode? Counted(PatternNode atom)
    {
        int min, max;
        switch (Next)
        {
            case '?': (min, max) = (0, 1); _at++; break;
            case '*': (min, max) = (0, MoreThanMin); _at++; break;
            case '+': (min, max) = (1, 1 + MoreThanMin); _at++; break;
            case '{' when TryBounds(out min, out max): break;
            case '{': return null;
            default: return atom;
        }

        Take('?'); // ungreedy makes no difference here
        return Next is '?' or '*' or '+' or '{' ? null : new PatternNode.Repeat(atom, min, max);
    }

    private bool TryBounds(out int min, out int max)
    {
        (min, max) = (0, 0);
        var end = pattern.IndexOf('}', _at);
        if (end < 0) return false;
        var bounds = pattern[(_at + 1)..end].Split(',');
        _at = end + 1;
        if (bounds.Length > 2 || !TryCount(bounds[0], out min)) return false;
        if (bounds.Length == 1) max = min;
        else if (bounds[1].Length == 0) max = min + MoreThanMin;
        else if (!TryCount(bounds[1], out max)) return false;
        return max >= min;
    }

    private static bool TryCount(string digits, out int count) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= RepeatMax;

    private bool Take(char c)
    {
        if (_at == pattern.Length || pattern[_at] != c) return false;
        _at++;
        return true;
    }
}
