namespace Basalt.Rules;

/// <summary>Reads a short text from left to right. A step that fails takes nothing.</summary>
internal ref struct TextCursor(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly char Next => _rest.IsEmpty ? '\0' : _rest[0];

    public bool TryTake(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c) return false;
        _rest = _rest[1..];
        return true;
    }

    public bool TryTake(ReadOnlySpan<char> word)
    {
        if (!_rest.StartsWith(word)) return false;
        _rest = _rest[word.Length..];
        return true;
    }

    /// <summary>A number of exactly that many digits.</summary>
    public bool TryTakeDigits(int count, out int number)
    {
        number = 0;
        if (_rest.Length < count) return false;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(_rest[i])) return false;
            number = (number * 10) + (_rest[i] - '0');
        }

        _rest = _rest[count..];
        return true;
    }

    /// <summary>All digits that follow, at least one.</summary>
    public bool TryTakeDigits(out ReadOnlySpan<char> digits)
    {
        var length = _rest.IndexOfAnyExceptInRange('0', '9');
        digits = length < 0 ? _rest : _rest[..length];
        _rest = _rest[digits.Length..];
        return digits.Length > 0;
    }

    /// <param name="more">One more character that counts as space; '\0' for none.</param>
    public void SkipSpace(char more = '\0')
    {
        while (!_rest.IsEmpty && (_rest[0] is ' ' or (>= '\t' and <= '\r') || (more != '\0' && _rest[0] == more))) _rest = _rest[1..];
    }
}
