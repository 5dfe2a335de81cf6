using System.Globalization;

namespace Basalt.Rules;

internal enum TimeReading : byte
{
    Read,
    Invalid,

    /// <summary>Only an engine can tell.</summary>
    Undecided,
}

/// <summary>A time value on its way through modifiers.</summary>
/// <param name="Utc">Meaningful when <see cref="IsMoment"/>; null for one before the year 1.</param>
/// <param name="Raw">A number that no modifier has given a meaning yet.</param>
/// <param name="IsMoment">False for a number outside of the Julian days.</param>
/// <param name="HasFraction">After <c>subsec</c>.</param>
internal readonly record struct SqlMoment(DateTime? Utc, double? Raw, bool IsMoment, bool HasFraction);

/// <summary>
/// Reads the time values of <c>strftime</c>: <c>YYYY-MM-DD</c>, after it or alone <c>HH:MM[:SS[.SSS]]</c>, after that <c>Z</c> or
/// <c>±HH:MM</c>; or a Julian day number.
/// </summary>
internal static class TimeReader
{
    // Julian days are those of the years -4713 to 9999. Their epoch is noon of a day long before DateTime's first.
    private const double LastJulianDay = 5_373_484.5;
    private const double FirstJulianDayOfYear1 = 1_721_425.5;
    private const double UnixEpochJulianDay = 2_440_587.5;

    public static TimeReading Read(Scalar time, out SqlMoment moment)
    {
        moment = default;
        if (time.Kind == ScalarKind.Number) return Number(time.Number, out moment);
        var text = time.String!;
        if (text.Contains('\0', StringComparison.Ordinal)) return TimeReading.Undecided;
        var calendar = Calendar(text, out moment);
        if (calendar != TimeReading.Invalid) return calendar;
        if (RealText.TryParse(text, out var number)) return Number(number, out moment);
        var word = AsciiText.Lower(text);
        return word is "now" or "subsec" or "subsecond" || text.StartsWith('-') ? TimeReading.Undecided : TimeReading.Invalid;
    }

    /// <param name="seconds">Since 1970.</param>
    public static DateTime OfUnix(double seconds) => DateTime.UnixEpoch.AddTicks(checked((long)Math.Floor((seconds * 1000) + 0.5)) * TimeSpan.TicksPerMillisecond);

    private static TimeReading Number(double number, out SqlMoment moment)
    {
        var isJulian = number is >= 0 and < LastJulianDay;
        DateTime? utc = isJulian && number >= FirstJulianDayOfYear1 ? OfUnix((number - UnixEpochJulianDay) * 86_400) : null;
        moment = new SqlMoment(utc, number, isJulian, false);
        return TimeReading.Read;
    }

    private static TimeReading Calendar(string text, out SqlMoment moment)
    {
        moment = default;
        var cursor = new TextCursor(text);
        var (year, month, day) = (2000, 1, 1); // of a time without a date
        if (text is [_, _, _, _, '-', ..])
        {
            if (!TryDate(ref cursor, out year, out month, out day)) return TimeReading.Invalid;
            cursor.SkipSpace(more: 'T');
        }
        else if (cursor.IsAtEnd)
        {
            return TimeReading.Invalid;
        }

        var time = TimeSpan.Zero;
        if (!cursor.IsAtEnd)
        {
            var reading = TimeOfDay(ref cursor, out time);
            if (reading != TimeReading.Read) return reading;
        }

        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc); // the 31st of a shorter month is a day of the next
        moment = new SqlMoment(first.AddDays(day - 1) + time, null, true, false);
        return TimeReading.Read;
    }

    private static bool TryDate(ref TextCursor cursor, out int year, out int month, out int day)
    {
        month = day = 0;
        return cursor.TryTakeDigits(4, out year) && cursor.TryTake('-') && cursor.TryTakeDigits(2, out month) && cursor.TryTake('-') &&
            cursor.TryTakeDigits(2, out day) && month is >= 1 and <= 12 && day is >= 1 and <= 31;
    }

    private static TimeReading TimeOfDay(ref TextCursor cursor, out TimeSpan time)
    {
        time = default;
        var (second, millisecond) = (0, 0);
        if (!cursor.TryTakeDigits(2, out var hour) || !cursor.TryTake(':') || !cursor.TryTakeDigits(2, out var minute)) return TimeReading.Invalid;
        if (cursor.TryTake(':'))
        {
            if (!cursor.TryTakeDigits(2, out second)) return TimeReading.Invalid;
            if (cursor.TryTake('.'))
            {
                if (!cursor.TryTakeDigits(out var fraction)) return TimeReading.Invalid;
                if (fraction.Length > 3) return TimeReading.Undecided;
                millisecond = int.Parse(fraction, CultureInfo.InvariantCulture) * (fraction.Length == 1 ? 100 : fraction.Length == 2 ? 10 : 1);
            }
        }

        if (hour > 24 || minute > 59 || second > 59 || !TryZone(ref cursor, out var zone)) return TimeReading.Invalid;
        time = new TimeSpan(0, hour, minute, second, millisecond) - zone;
        return TimeReading.Read;
    }

    private static bool TryZone(ref TextCursor cursor, out TimeSpan zone)
    {
        zone = default;
        cursor.SkipSpace();
        if (cursor.Next is '+' or '-')
        {
            var isWest = cursor.TryTake('-');
            if (!isWest) cursor.TryTake('+');
            if (!cursor.TryTakeDigits(2, out var hours) || !cursor.TryTake(':') || !cursor.TryTakeDigits(2, out var minutes) || hours > 14 || minutes > 59) return false;
            zone = new TimeSpan(hours, minutes, 0) * (isWest ? -1 : 1);
        }
        else if (!cursor.TryTake('Z'))
        {
            cursor.TryTake('z');
        }

        cursor.SkipSpace();
        return cursor.IsAtEnd;
    }
}
