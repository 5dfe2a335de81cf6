using System.Globalization;
using Basalt.Jobs;

namespace Basalt.Core.Tests.Jobs;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-03-01 08:00", true)]
    [InlineData("5 8 * * *", "2026-03-01 08:05", true)]
    [InlineData("5 8 * * *", "2026-03-01 08:06", false)]
    [InlineData("*/20 * * * *", "2026-03-01 08:40", true)]
    [InlineData("*/20 * * * *", "2026-03-01 08:50", false)]
    [InlineData("10-30/10 * * * *", "2026-03-01 08:30", true)]
    [InlineData("10-30/10 * * * *", "2026-03-01 08:40", false)]
    [InlineData("1,3-4 * * * *", "2026-03-01 08:04", true)]
    [InlineData("1,3-4 * * * *", "2026-03-01 08:02", false)]
    [InlineData("5/1 * * * *", "2026-03-01 08:05", true)]
    [InlineData("0 0 1 * 0", "2026-03-01 00:00", true)] // a Sunday
    [InlineData("0 0 1 * 0", "2026-04-01 00:00", false)] // the 1st, but no Sunday: both must match
    [InlineData("0 0 1 * 0", "2026-03-08 00:00", false)] // a Sunday, but not the 1st
    [InlineData("@weekly", "2026-03-01 00:00", true)]
    [InlineData("@yearly", "2026-01-01 00:00", true)]
    [InlineData("@yearly", "2026-02-01 00:00", false)]
    public void A_minute_is_included_when_all_segments_match(string text, string utc, bool included)
    {
        Assert.True(CronExpression.TryParse(text, out var expression, out _));

        var moment = DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.Equal(included, expression.Includes(moment));
        Assert.Equal(included, expression.Includes(moment.ToOffset(TimeSpan.FromHours(5)))); // the same moment elsewhere
    }

    [Theory]
    [InlineData("@hourly", "0 * * * *")]
    [InlineData("@midnight", "0 0 * * *")]
    [InlineData("@annually", "0 0 1 1 *")]
    [InlineData("1 2 3 4 5", "1 2 3 4 5")]
    public void A_macro_has_a_long_form(string text, string expected)
    {
        Assert.True(CronExpression.TryParse(text, out var expression, out _));
        Assert.Equal(expected, expression.Text);
    }

    [Theory]
    [InlineData("", "five segments")]
    [InlineData("@never", "five segments")]
    [InlineData("* * * *", "five segments")]
    [InlineData("* * * * * *", "five segments")]
    [InlineData("*  * * * *", "five segments")]
    [InlineData(" * * * *", "of the minute")]
    [InlineData("60 * * * *", "of the minute needs numbers from 0 to 59")]
    [InlineData("* 24 * * *", "of the hour")]
    [InlineData("* * 0 * *", "of the day")]
    [InlineData("* * * 13 *", "of the month")]
    [InlineData("* * * * 7", "of the weekday needs numbers from 0 to 6")]
    [InlineData("* * * * MON", "of the weekday")]
    [InlineData("5/2 * * * *", "step only after a range")]
    [InlineData("*/0 * * * *", "a step from 1 to 59")]
    [InlineData("*/60 * * * *", "a step from 1 to 59")]
    [InlineData("*/2/2 * * * *", "a step from 1 to 59")]
    [InlineData("30-10 * * * *", "of the minute")]
    [InlineData("1-2-3 * * * *", "of the minute")]
    [InlineData("-1 * * * *", "of the minute")]
    [InlineData("1, * * * *", "of the minute")]
    [InlineData("99999999999 * * * *", "of the minute")]
    public void What_is_no_expression_is_refused_with_a_reason(string text, string part)
    {
        Assert.False(CronExpression.TryParse(text, out _, out var reason));
        Assert.Contains(part, reason, StringComparison.Ordinal);
    }
}
