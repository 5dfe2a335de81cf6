using System.Buffers;
using System.Globalization;
using System.Text;

namespace Basalt.Text;

/// <summary>The escapes of JSON strings (RFC 8259, section 7), decoded without ever failing.</summary>
internal static class JsonEscapes
{
    /// <param name="utf8">Between the quotes of a JSON string.</param>
    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        var first = utf8.IndexOf((byte)'\\');
        if (first < 0) return Encoding.UTF8.GetString(utf8);
        var rented = ArrayPool<char>.Shared.Rent(utf8.Length); // an escape is never shorter than what it stands for
        try
        {
            var length = 0;
            while (first >= 0)
            {
                length += Encoding.UTF8.GetChars(utf8[..first], rented.AsSpan(length));
                var (value, taken) = DecodeOne(utf8[first..]);
                rented[length++] = value;
                utf8 = utf8[(first + taken)..];
                first = utf8.IndexOf((byte)'\\');
            }

            length += Encoding.UTF8.GetChars(utf8, rented.AsSpan(length));
            return WithoutLoneSurrogates(rented.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static (char Value, int Taken) DecodeOne(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 2) return ('\uFFFD', escape.Length);
        if (escape[1] != 'u') return (Simple(escape[1]), 2);
        return escape.Length >= 6 && ushort.TryParse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? ((char)unit, 6)
            : ('\uFFFD', 2);
    }

    private static char Simple(byte letter) => letter switch
    {
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)letter, // quote, backslash, slash
    };

    private static string WithoutLoneSurrogates(Span<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else text[i] = '\uFFFD';
        }

        return new string(text);
    }
}
