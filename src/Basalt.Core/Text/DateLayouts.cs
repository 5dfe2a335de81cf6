using System.Globalization;

namespace Basalt.Text;

/// <summary>Readers of the date layouts that clients and older tables use. Each takes the whole text or fails.</summary>
internal static class DateLayouts
{
    private static readonly string[] DayNames = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    /// <summary><c>YYYY-MM-DD</c>, alone or with <c>T</c> or a space, <c>HH:MM:SS</c>, a fraction and a zone.</summary>
    public static bool TryIso(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' ||
            !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (text.Length == 10) return TryMake(year, month, day, default, default, out moment);
        if (text[10] is not ('T' or 't' or ' ')) return false;
        text = text[11..];
        return TryTime(ref text, needsSeconds: true, out var time) && TryZone(text.TrimStart(), out var offset) &&
            TryMake(year, month, day, time, offset, out moment);
    }

    /// <summary>RFC 1123, 822 and 850, ANSI C, Unix and Ruby dates, and <c>02 Jan 2006</c>. The name of the day is not checked.</summary>
    public static bool TryWorded(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        var words = new Words(text);
        var first = words.Next();
        if (IsDayName(first.TrimEnd(','))) first = words.Next();
        if (first.Length == 0) return false;
        return char.IsAsciiDigit(first[0]) ? TryDayFirst(first, ref words, out moment) : TryMonthFirst(first, ref words, out moment);
    }

    // 02 Jan 2006 | 02 Jan 2006 15:04:05 MST | 02 Jan 06 15:04 -0700 | 02-Jan-06 15:04:05 MST
    private static bool TryDayFirst(ReadOnlySpan<char> first, ref Words words, out DateTimeOffset moment)
    {
        moment = default;
        ReadOnlySpan<char> monthName, yearText;
        if (first.IndexOf('-') is var dash and > 0)
        {
            var second = first[(dash + 1)..].IndexOf('-') + dash + 1;
            if (second <= dash) return false;
            monthName = first[(dash + 1)..second];
            yearText = first[(second + 1)..];
            first = first[..dash];
        }
        else
        {
            monthName = words.Next();
            yearText = words.Next();
        }

        if (first.Length > 2 || !TryDigits(first, out var day) || !TryMonth(monthName, out var month) || !TryYear(yearText, out var year)) return false;
        var timeText = words.Next();
        if (timeText.Length == 0) return yearText.Length == 4 && TryMake(year, month, day, default, default, out moment);
        return TryTime(ref timeText, needsSeconds: false, out var time) && timeText.Length == 0 &&
            TryZone(words.Next(), out var offset) && words.AtEnd && TryMake(year, month, day, time, offset, out moment);
    }

    // Jan _2 15:04:05 2006 | Jan _2 15:04:05 MST 2006 | Jan 02 15:04:05 -0700 2006
    private static bool TryMonthFirst(ReadOnlySpan<char> first, ref Words words, out DateTimeOffset moment)
    {
        moment = default;
        var dayText = words.Next();
        var timeText = words.Next();
        var zoneText = words.Next();
        var yearText = words.Next();
        if (yearText.Length == 0)
        {
            yearText = zoneText;
            zoneText = "";
        }

        return TryMonth(first, out var month) && dayText.Length is 1 or 2 && TryDigits(dayText, out var day) &&
            TryTime(ref timeText, needsSeconds: true, out var time) && timeText.Length == 0 && TryZone(zoneText, out var offset) &&
            yearText.Length == 4 && TryYear(yearText, out var year) && words.AtEnd && TryMake(year, month, day, time, offset, out moment);
    }

    // Takes HH:MM[:SS[.fraction]] off the front.
    private static bool TryTime(ref ReadOnlySpan<char> text, bool needsSeconds, out TimeSpan time)
    {
        time = default;
        if (text.Length < 5 || text[2] != ':' || !TryDigits(text[..2], out var hour) || !TryDigits(text[3..5], out var minute)) return false;
        text = text[5..];
        var second = 0;
        if (text.Length >= 3 && text[0] == ':' && TryDigits(text[1..3], out second)) text = text[3..];
        else if (needsSeconds) return false;
        var milliseconds = 0;
        if (text.Length > 1 && text[0] is '.' or ',')
        {
            var digits = text[1..].IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? text.Length - 1 : digits;
            if (digits is 0 or > 9) return false;
            for (var i = 1; i <= 3; i++) milliseconds = milliseconds * 10 + (i <= digits ? text[i] - '0' : 0);
            text = text[(digits + 1)..];
        }

        time = new TimeSpan(0, hour, minute, second, milliseconds);
        return hour < 24 && minute < 60 && second < 60;
    }

    // Nothing, Z, an offset (+hh, +hhmm, +hh:mm), the abbreviation of a zone, or an offset followed by an abbreviation.
    private static bool TryZone(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.Length == 0 || text is "Z" or "z") return true;
        if (text[0] is not ('+' or '-')) return IsZoneName(text); // an abbreviation names no offset for certain: UTC
        var space = text.IndexOf(' ');
        var digits = space < 0 ? text[1..] : text[1..space];
        if (space >= 0 && !IsZoneName(text[(space + 1)..]) && !TryZone(text[(space + 1)..], out _)) return false;
        var minutesAt = digits.Length > 2 && digits[2] == ':' ? 3 : 2;
        var minute = 0;
        if (digits.Length < 2 || !TryDigits(digits[..2], out var hour)) return false;
        if (digits.Length > 2 && (digits.Length != minutesAt + 2 || !TryDigits(digits[minutesAt..], out minute))) return false;
        if (hour > 14 || minute > 59) return false;
        offset = new TimeSpan(hour, minute, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool IsZoneName(ReadOnlySpan<char> text) => text.Length is >= 3 and <= 5 && !text.ContainsAnyExceptInRange('A', 'Z');

    private static bool TryYear(ReadOnlySpan<char> text, out int year)
    {
        if (!TryDigits(text, out year) || text.Length is not (2 or 4)) return false;
        if (text.Length == 2) year += year >= 69 ? 1900 : 2000; // POSIX strptime
        return true;
    }

    private static bool TryMonth(ReadOnlySpan<char> text, out int month)
    {
        month = text.Length == 3 ? "JanFebMarAprMayJunJulAugSepOctNovDec".AsSpan().IndexOf(text, StringComparison.OrdinalIgnoreCase) : -1;
        if (month < 0 || month % 3 != 0) return false;
        month = month / 3 + 1;
        return true;
    }

    private static bool IsDayName(ReadOnlySpan<char> text)
    {
        foreach (var name in DayNames)
        {
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase) || text.Equals(name.AsSpan(0, 3), StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 4 || text.ContainsAnyExceptInRange('0', '9')) return false;
        foreach (var digit in text) number = number * 10 + digit - '0';
        return true;
    }

    private static bool TryMake(int year, int month, int day, TimeSpan time, TimeSpan offset, out DateTimeOffset moment)
    {
        moment = default;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        var ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks + time.Ticks - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false; // the zone moved it out of the calendar
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Words between spaces, one after the other; "" after the last.</summary>
    private ref struct Words(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public readonly bool AtEnd => _rest.Trim(' ').Length == 0;

        public ReadOnlySpan<char> Next()
        {
            _rest = _rest.TrimStart(' ');
            var end = _rest.IndexOf(' ');
            var word = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[end..];
            return word;
        }
    }
}
