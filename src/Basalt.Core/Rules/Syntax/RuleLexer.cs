using System.Buffers;

namespace Basalt.Rules;

/// <summary>Cuts an expression into tokens. Allocates nothing: a token is a position and a length.</summary>
internal ref struct RuleLexer(string text, string code)
{
    private static readonly SearchValues<char> IdentifierRest =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:");

    private static readonly SearchValues<char> SignCharacters = SearchValues.Create("?=!~<>");
    private static readonly SearchValues<char> JoinCharacters = SearchValues.Create("&|");

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <exception cref="Errors.BasaltException">The next characters begin no token, or one that does not end.</exception>
    public RuleToken Next()
    {
        SkipSpace();
        if (_at == _text.Length) return new(RuleTokenKind.End, _at, 0);
        var first = _text[_at];
        return first switch
        {
            '(' => Take(RuleTokenKind.Open, 1),
            ')' => Take(RuleTokenKind.Close, 1),
            ',' => Take(RuleTokenKind.Comma, 1),
            '\'' or '"' => Text(first),
            '@' or '_' or '#' => Identifier(),
            '-' => Number(),
            _ when char.IsAsciiLetter(first) => Identifier(),
            _ when char.IsAsciiDigit(first) => Number(),
            _ when SignCharacters.Contains(first) => Take(RuleTokenKind.Sign, RunOf(SignCharacters, _at)),
            _ when JoinCharacters.Contains(first) => Take(RuleTokenKind.Join, RunOf(JoinCharacters, _at)),
            _ => throw RuleError.At(code, "unexpected character", _at),
        };
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }
            else if (_text[_at..].StartsWith("//"))
            {
                var lineEnd = _text[_at..].IndexOf('\n');
                _at = lineEnd < 0 ? _text.Length : _at + lineEnd + 1;
            }
            else
            {
                return;
            }
        }
    }

    private RuleToken Identifier()
    {
        var length = 1 + RunOf(IdentifierRest, _at + 1);
        if (_text[_at + length - 1] is '.' or ':') throw RuleError.At(code, "a name may not end in '.' or ':'", _at);
        if (length == 1 && !char.IsAsciiLetter(_text[_at])) throw RuleError.At(code, "incomplete name", _at);
        return Take(RuleTokenKind.Identifier, length);
    }

    private RuleToken Number()
    {
        var end = Digits(_text[_at] == '-' ? _at + 1 : _at);
        if (end < _text.Length && _text[end] == '.') end = Digits(end + 1);
        return Take(RuleTokenKind.Number, end - _at);
    }

    private readonly int Digits(int from)
    {
        var end = from;
        while (end < _text.Length && char.IsAsciiDigit(_text[end])) end++;
        return end > from ? end : throw RuleError.At(code, "a digit is missing", from);
    }

    private RuleToken Text(char quote)
    {
        for (var end = _at + 1; end < _text.Length; end++)
        {
            if (_text[end] == quote && _text[end - 1] != '\\') return Take(RuleTokenKind.Text, end + 1 - _at);
        }

        throw RuleError.At(code, "a text without an end", _at);
    }

    private readonly int RunOf(SearchValues<char> characters, int from)
    {
        var length = _text[from..].IndexOfAnyExcept(characters);
        return length < 0 ? _text.Length - from : length;
    }

    private RuleToken Take(RuleTokenKind kind, int length)
    {
        var token = new RuleToken(kind, _at, length);
        _at += length;
        return token;
    }
}
