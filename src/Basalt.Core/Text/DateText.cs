using System.Globalization;
using System.Text;

namespace Basalt.Text;

/// <summary>The protocol's dates: <c>YYYY-MM-DD HH:MM:SS.mmmZ</c>, UTC. They sort and compare as text.</summary>
public static class DateText
{
    /// <summary>Length of a date text, in characters and bytes.</summary>
    public const int Length = 24;

    private const int LongestInput = 64; // the longest known layout has 36 characters

    public static string Format(DateTimeOffset moment) => string.Create(Length, moment.UtcDateTime, static (span, utc) =>
        utc.TryFormat(span, out _, "yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static string Now(TimeProvider clock) => Format(clock.GetUtcNow());

    /// <summary>
    /// Reads a date in any layout of the protocol (records page, section 6.4) as date text. Without a zone it is UTC; what is below
    /// a millisecond is cut off. Text that is no date gives false and "".
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out string date)
    {
        date = "";
        text = text.Trim();
        if (text.Length is < 10 or > LongestInput) return false;
        if (!DateLayouts.TryIso(text, out var moment) && !DateLayouts.TryWorded(text, out moment)) return false;
        date = Format(moment);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out string)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out string date)
    {
        date = "";
        Span<char> text = stackalloc char[LongestInput];
        return utf8.Length <= LongestInput && Ascii.ToUtf16(utf8, text, out var length) == System.Buffers.OperationStatus.Done &&
            TryParse(text[..length], out date);
    }

    /// <summary>True when the bytes have the shape of a date text; whether the day exists is not looked at.</summary>
    public static bool HasShape(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length != Length) return false;
        var template = "0000-00-00 00:00:00.000Z"u8;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] == '0' ? !char.IsAsciiDigit((char)utf8[i]) : utf8[i] != template[i]) return false;
        }

        return true;
    }
}
