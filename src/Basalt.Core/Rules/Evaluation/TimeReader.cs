using System.Globalization;
using System.Text.RegularExpressions;

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

/// <summary>Reads the time values of <c>strftime</c>.</summary>
internal static partial class TimeReader
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
        var match = TimeValue().Match(text);
        if (match.Success) return Calendar(match, out moment);
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

    private static TimeReading Calendar(Match match, out SqlMoment moment)
    {
        moment = default;
        if (match.Groups["fraction"].Length > 3) return TimeReading.Undecided;
        var (month, day) = match.Groups["year"].Success ? (Part("month"), Part("day")) : (1, 1);
        if (month is < 1 or > 12 || day is < 1 or > 31 || Part("hour") > 24 || Part("minute") > 59 || Part("second") > 59) return TimeReading.Invalid;
        if (Part("zoneHour") > 14 || Part("zoneMinute") > 59) return TimeReading.Invalid;
        var year = match.Groups["year"].Success ? Part("year") : 2000;
        var zone = new TimeSpan(Part("zoneHour"), Part("zoneMinute"), 0) * (match.Groups["sign"].Value == "-" ? -1 : 1);
        var milliseconds = int.Parse(match.Groups["fraction"].Value.PadRight(3, '0'), CultureInfo.InvariantCulture);
        var utc = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc)
            .AddDays(day - 1) // the 31st of a shorter month is a day of the next
            .Add(new TimeSpan(0, Part("hour"), Part("minute"), Part("second"), milliseconds))
            .Subtract(zone);
        moment = new SqlMoment(utc, null, true, false);
        return TimeReading.Read;

        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(
        """
        ^(?: (?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2}) (?: [\x20\t\n\v\f\rT]* $ | [\x20\t\n\v\f\rT]* (?=[0-9]) ) )?
        (?: (?<hour>[0-9]{2}):(?<minute>[0-9]{2}) (?: :(?<second>[0-9]{2}) (?: \.(?<fraction>[0-9]+) )? )?
            [\x20\t\n\v\f\r]* (?: [Zz] | (?<sign>[+-])(?<zoneHour>[0-9]{2}):(?<zoneMinute>[0-9]{2}) )? [\x20\t\n\v\f\r]* )?
        (?<!^)\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex TimeValue();
}
