using System.Globalization;

namespace Basalt.Cli.Serve;

/// <summary>When something was logged: UTC, to the millisecond.</summary>
internal static class LogTime
{
    public static string Text(TimeProvider clock) => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
