using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Basalt.Jobs;

/// <summary>
/// When a job runs, to the minute and in UTC: five segments (minute, hour, day, month, weekday) or a macro. All five must match, so a
/// day and a weekday together mean that day when it falls on that weekday. Source: the protocol, system page, section 10.
/// </summary>
public sealed class CronExpression
{
    private static readonly (string Name, int Min, int Max)[] Segments =
        [("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 6)];

    private readonly ulong[] _bits; // one per segment; bit n: the segment allows n

    private CronExpression(string text, ulong[] bits)
    {
        Text = text;
        _bits = bits;
    }

    /// <summary>In the first minute of every hour.</summary>
    public static CronExpression Hourly { get; } = Parse("@hourly");

    /// <summary>The five segments; a macro in its long form.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">It can't be read.</exception>
    public static CronExpression Parse(string text) => TryParse(text, out var expression, out var reason) ? expression : throw new FormatException(reason);

    /// <param name="reason">A sentence for whoever wrote the expression, when it can't be read.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out string? reason)
    {
        expression = null;
        var expanded = Expand(text);
        var parts = expanded.Split(' ');
        if (parts.Length != Segments.Length)
        {
            reason = "A cron expression has five segments with single spaces between them, or is a macro such as @daily.";
            return false;
        }

        var bits = new ulong[Segments.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            reason = ParseSegment(parts[i], Segments[i].Min, Segments[i].Max, out bits[i]);
            if (reason is null) continue;
            reason = $"The segment of the {Segments[i].Name} {reason}.";
            return false;
        }

        reason = null;
        expression = new CronExpression(expanded, bits);
        return true;
    }

    /// <summary>True when a job runs in the minute of that moment.</summary>
    public bool Includes(DateTimeOffset moment)
    {
        var utc = moment.UtcDateTime;
        return Has(0, utc.Minute) && Has(1, utc.Hour) && Has(2, utc.Day) && Has(3, utc.Month) && Has(4, (int)utc.DayOfWeek);
    }

    private bool Has(int segment, int value) => (_bits[segment] >> value & 1) != 0;

    private static string Expand(string text) => text switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => text,
    };

    // What is wrong with the segment, or null.
    private static string? ParseSegment(string segment, int min, int max, out ulong bits)
    {
        bits = 0;
        foreach (var item in segment.Split(','))
        {
            var slash = item.IndexOf('/', StringComparison.Ordinal);
            var span = slash < 0 ? item : item[..slash];
            var step = 1;
            if (slash >= 0 && !TryNumber(item[(slash + 1)..], 1, max, out step)) return $"needs a step from 1 to {max}";
            if (!TrySpan(span, min, max, out var first, out var last)) return $"needs numbers from {min} to {max}, ranges of them, or *";
            if (step > 1 && span != "*" && !span.Contains('-', StringComparison.Ordinal)) return "can have a step only after a range or *";
            for (var value = first; value <= last; value += step) bits |= 1UL << value;
        }

        return null;
    }

    private static bool TrySpan(string span, int min, int max, out int first, out int last)
    {
        (first, last) = (min, max);
        if (span == "*") return true;
        var dash = span.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0) return TryNumber(span[..dash], min, max, out first) && TryNumber(span[(dash + 1)..], first, max, out last);
        var single = TryNumber(span, min, max, out first);
        last = first;
        return single;
    }

    private static bool TryNumber(string text, int min, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max;
}
