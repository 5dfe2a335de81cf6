using System.Globalization;
using System.Text;

namespace Basalt.Rules;

/// <summary>
/// <c>strftime(format, time, modifiers…)</c> for the years 1 to 9999. Source: https://www.sqlite.org/lang_datefunc.html. What depends
/// on the server's time zone, or on more digits than a millisecond, is left to the engine.
/// </summary>
internal static class TimeText
{
    /// <returns>A text; NULL when the time, a modifier or the format can't be read.</returns>
    public static Scalar Format(string format, Scalar time, IEnumerable<string> modifiers)
    {
        if (time.IsNull || time.IsUndecided) return time;
        try
        {
            return TimeReader.Read(time, out var moment) switch
            {
                TimeReading.Invalid => Scalar.Null,
                TimeReading.Undecided => Scalar.Undecided,
                _ => Format(format, moment, modifiers),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return Scalar.Undecided; // a year that DateTime does not have
        }
    }

    private static Scalar Format(string format, SqlMoment moment, IEnumerable<string> modifiers)
    {
        foreach (var modifier in modifiers)
        {
            switch (TimeModifiers.Apply(modifier, ref moment))
            {
                case TimeReading.Invalid: return Scalar.Null;
                case TimeReading.Undecided: return Scalar.Undecided;
            }
        }

        if (!moment.IsMoment) return Scalar.Null;
        return moment.Utc is { } utc ? Format(format, utc, moment.HasFraction) : Scalar.Undecided;
    }

    private static Scalar Format(string format, DateTime utc, bool fraction)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            if (++i == format.Length) return Scalar.Null;
            if (format[i] == 'J') return Scalar.Undecided; // sixteen digits of a Julian day
            if (Part(format[i], utc, fraction) is not { } part) return Scalar.Null;
            text.Append(part);
        }

        return Scalar.Of(text.ToString());
    }

    private static string? Part(char letter, DateTime utc, bool fraction) => letter switch
    {
        'd' => Two(utc.Day),
        'e' => Padded(utc.Day),
        'f' => Format(utc, "ss.fff"),
        'F' => Format(utc, "yyyy-MM-dd"),
        'G' => Number(ISOWeek.GetYear(utc), "0000"),
        'g' => Two(ISOWeek.GetYear(utc) % 100),
        'H' => Two(utc.Hour),
        'I' => Two(Twelve(utc.Hour)),
        'j' => Number(utc.DayOfYear, "000"),
        'k' => Padded(utc.Hour),
        'l' => Padded(Twelve(utc.Hour)),
        'm' => Two(utc.Month),
        'M' => Two(utc.Minute),
        'p' => utc.Hour < 12 ? "AM" : "PM",
        'P' => utc.Hour < 12 ? "am" : "pm",
        'R' => Format(utc, "HH:mm"),
        's' => Seconds(utc, fraction),
        'S' => Two(utc.Second),
        'T' => Format(utc, "HH:mm:ss"),
        'u' => Number(Weekday(utc, DayOfWeek.Monday) + 1, "0"),
        'U' => Two((utc.DayOfYear - 1 - Weekday(utc, DayOfWeek.Sunday) + 7) / 7),
        'V' => Two(ISOWeek.GetWeekOfYear(utc)),
        'w' => Number((int)utc.DayOfWeek, "0"),
        'W' => Two((utc.DayOfYear - 1 - Weekday(utc, DayOfWeek.Monday) + 7) / 7),
        'Y' => Number(utc.Year, "0000"),
        '%' => "%",
        _ => null,
    };

    private static int Twelve(int hour) => hour % 12 is 0 ? 12 : hour % 12;

    /// <summary>Days since the last <paramref name="first"/>.</summary>
    private static int Weekday(DateTime utc, DayOfWeek first) => ((int)utc.DayOfWeek - (int)first + 7) % 7;

    private static string Seconds(DateTime utc, bool fraction)
    {
        var milliseconds = (utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
        return fraction
            ? (milliseconds / 1000m).ToString("0.000", CultureInfo.InvariantCulture)
            : Number(Math.DivRem(milliseconds, 1000, out var rest) - (rest < 0 ? 1 : 0), "0");
    }

    private static string Two(int number) => Number(number, "00");

    private static string Padded(int number) => Number(number, "0").PadLeft(2);

    private static string Number(long number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    private static string Format(DateTime utc, string format) => utc.ToString(format, CultureInfo.InvariantCulture);
}
