using System.Globalization;

namespace Basalt.Text;

/// <summary>The protocol's dates: <c>YYYY-MM-DD HH:MM:SS.mmmZ</c>, UTC. They sort and compare as text.</summary>
public static class DateText
{
    public static string Format(DateTimeOffset moment) => string.Create(24, moment.UtcDateTime, static (span, utc) =>
        utc.TryFormat(span, out _, "yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static string Now(TimeProvider clock) => Format(clock.GetUtcNow());
}
