namespace Basalt.Text;

/// <summary>
/// JSON may write half of a surrogate pair as an escape, which is no text: such an escape becomes U+FFFD before parsing, so that
/// nothing behind the parser meets a string that it can't read.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6; // backslash, u, four digits

    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        byte[]? copy = null;
        var span = json.Span;
        for (var at = 0; (at = NextEscape(span, at)) >= 0;)
        {
            if (span[at + 1] != (byte)'u' || !TryUnit(span, at, out var unit) || !char.IsSurrogate(unit))
            {
                at += 2;
                continue;
            }

            if (char.IsHighSurrogate(unit) && TryUnit(span, at + EscapeLength, out var low) && char.IsLowSurrogate(low))
            {
                at += 2 * EscapeLength;
                continue;
            }

            copy ??= json.ToArray();
            "\\ufffd"u8.CopyTo(copy.AsSpan(at));
            at += EscapeLength;
        }

        return copy ?? json;
    }

    private static int NextEscape(ReadOnlySpan<byte> json, int from)
    {
        if (from >= json.Length) return -1;
        var found = json[from..].IndexOf((byte)'\\');
        return found < 0 || from + found + 1 >= json.Length ? -1 : from + found;
    }

    private static bool TryUnit(ReadOnlySpan<byte> json, int at, out char unit)
    {
        unit = '\0';
        if (at + EscapeLength > json.Length || json[at] != (byte)'\\' || json[at + 1] != (byte)'u') return false;
        var value = 0;
        foreach (var digit in json.Slice(at + 2, 4))
        {
            var hex = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => -1,
            };
            if (hex < 0) return false;
            value = (value << 4) | hex;
        }

        unit = (char)value;
        return true;
    }
}
