using System.Globalization;

namespace Basalt.Rules;

/// <summary>Applies the modifiers of <c>strftime</c>.</summary>
internal static class TimeModifiers
{
    // Seconds of the first and the last moment that a number without a unit can mean.
    private const double FirstUnixSecond = -210_866_760_000;
    private const double LastUnixSecond = 253_402_300_799;

    // A little more than ten thousand years: no shift between two moments of DateTime is longer.
    private const decimal LongestShiftSeconds = 400_000_000_000;
    private const decimal LongestShiftMonths = 200_000;

    private const int MostDigits = 9;

    public static TimeReading Apply(string modifier, ref SqlMoment moment)
    {
        var name = AsciiText.Lower(modifier);
        switch (name)
        {
            case "subsec" or "subsecond":
                moment = moment with { HasFraction = true };
                return TimeReading.Read;
            case "unixepoch" or "julianday" or "auto":
                return Meaning(name, ref moment);
            case "localtime" or "utc":
                return TimeReading.Undecided;
        }

        if (!moment.IsMoment) return TimeReading.Invalid;
        if (moment.Utc is not { } utc) return TimeReading.Undecided;
        moment = moment with { Raw = null };
        if (TryReadShift(name, out var count, out var unit)) return Move(count, unit, utc, ref moment);
        if (name is ['w', 'e', 'e', 'k', 'd', 'a', 'y', ' ', >= '0' and <= '6'])
        {
            moment = moment with { Utc = utc.AddDays((name[8] - '0' - (int)utc.DayOfWeek + 7) % 7) };
            return TimeReading.Read;
        }

        return StartOf(name, utc.Date, ref moment);
    }

    private static TimeReading Meaning(string name, ref SqlMoment moment)
    {
        if (moment.Raw is not { } raw)
        {
            // "auto" leaves a calendar date alone; the others are for numbers only.
            return name == "auto" ? TimeReading.Read : TimeReading.Invalid;
        }

        var isJulian = name == "julianday" || (name == "auto" && moment.IsMoment);
        if (isJulian && !moment.IsMoment) return TimeReading.Invalid;
        if (!isJulian && raw is not (>= FirstUnixSecond and <= LastUnixSecond)) return TimeReading.Invalid;
        moment = moment with { Utc = isJulian ? moment.Utc : TimeReader.OfUnix(raw), Raw = null, IsMoment = true };
        return TimeReading.Read;
    }

    private static TimeReading StartOf(string name, DateTime day, ref SqlMoment moment)
    {
        DateTime? start = name switch
        {
            "start of day" => day,
            "start of month" => day.AddDays(1 - day.Day),
            "start of year" => day.AddDays(1 - day.DayOfYear),
            _ => null,
        };
        if (start is not { } found) return TimeReading.Undecided; // engines of other versions may know it
        moment = moment with { Utc = found };
        return TimeReading.Read;
    }

    private static TimeReading Move(decimal count, string unit, DateTime utc, ref SqlMoment moment)
    {
        if (unit is "month" or "year")
        {
            var months = count * (unit == "year" ? 12 : 1);
            if (count != Math.Floor(count) || Math.Abs(months) > LongestShiftMonths) return TimeReading.Undecided;
            moment = moment with { Utc = AddMonths(utc, (int)months) };
            return TimeReading.Read;
        }

        var seconds = count * unit switch
        {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            _ => 1,
        };
        if (Math.Abs(seconds) > LongestShiftSeconds) return TimeReading.Undecided;
        var milliseconds = decimal.Round(seconds * 1000, MidpointRounding.AwayFromZero);
        moment = moment with { Utc = utc.AddTicks((long)milliseconds * TimeSpan.TicksPerMillisecond) };
        return TimeReading.Read;
    }

    // The 31st of a month that has fewer days is a day of the next one.
    private static DateTime AddMonths(DateTime moment, int months)
    {
        var month = moment.Date.AddDays(1 - moment.Day).AddMonths(months);
        return month.AddDays(moment.Day - 1) + moment.TimeOfDay;
    }

    /// <summary><c>[+-] digits [. digits] unit [s]</c>, with spaces before the unit.</summary>
    private static bool TryReadShift(string modifier, out decimal count, out string unit)
    {
        (count, unit) = (0, "");
        var cursor = new TextCursor(modifier);
        var isBack = cursor.TryTake('-');
        if (!isBack) cursor.TryTake('+');
        if (!cursor.TryTakeDigits(out var whole) || whole.Length > MostDigits) return false;
        var fraction = ReadOnlySpan<char>.Empty;
        if (cursor.TryTake('.') && (!cursor.TryTakeDigits(out fraction) || fraction.Length > MostDigits)) return false;
        cursor.SkipSpace();
        foreach (var known in (ReadOnlySpan<string>)["second", "minute", "hour", "day", "month", "year"])
        {
            if (!cursor.TryTake(known)) continue;
            cursor.TryTake('s');
            unit = known;
            count = decimal.Parse(string.Concat(isBack ? "-" : "", whole, ".", fraction.IsEmpty ? "0" : fraction), CultureInfo.InvariantCulture);
            return cursor.IsAtEnd;
        }

        return false;
    }
}
