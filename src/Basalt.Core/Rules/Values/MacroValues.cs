using Basalt.Records;
using Basalt.Text;

namespace Basalt.Rules;

/// <summary>What the macros stand for at one moment, in UTC.</summary>
internal static class MacroValues
{
    public static Value Of(MacroKind kind, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        return kind switch
        {
            MacroKind.Second => Value.Number(utc.Second),
            MacroKind.Minute => Value.Number(utc.Minute),
            MacroKind.Hour => Value.Number(utc.Hour),
            MacroKind.Day => Value.Number(utc.Day),
            MacroKind.Weekday => Value.Number((int)utc.DayOfWeek),
            MacroKind.Month => Value.Number(utc.Month),
            MacroKind.Year => Value.Number(utc.Year),
            _ => Value.Text(DateText.Format(MomentOf(kind, utc))),
        };
    }

    private static DateTimeOffset MomentOf(MacroKind kind, DateTimeOffset utc)
    {
        var today = new DateTimeOffset(utc.Year, utc.Month, utc.Day, 0, 0, 0, TimeSpan.Zero);
        var month = today.AddDays(1 - utc.Day);
        var year = new DateTimeOffset(utc.Year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return kind switch
        {
            MacroKind.Now => utc,
            MacroKind.Yesterday => utc.AddDays(-1),
            MacroKind.Tomorrow => utc.AddDays(1),
            MacroKind.TodayStart => today,
            MacroKind.TodayEnd => LastOf(today.AddDays(1)),
            MacroKind.MonthStart => month,
            MacroKind.MonthEnd => LastOf(month.AddMonths(1)),
            MacroKind.YearStart => year,
            MacroKind.YearEnd => LastOf(year.AddYears(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no moment"),
        };
    }

    private static DateTimeOffset LastOf(DateTimeOffset next) => next.AddMilliseconds(-1);
}
