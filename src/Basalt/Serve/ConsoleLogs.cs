using Microsoft.Extensions.Logging;

namespace Basalt.Cli.Serve;

/// <summary>Log lines on the error output, one each, so that the output holds the start message alone.</summary>
internal static class ConsoleLogs
{
    /// <param name="dev">Everything from debug up; else warnings and errors.</param>
    public static ILoggerFactory Create(bool dev) => LoggerFactory.Create(logs =>
    {
        logs.SetMinimumLevel(dev ? LogLevel.Debug : LogLevel.Warning);
        logs.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start is told in one line by the command itself
        if (dev) logs.AddFilter("Microsoft", LogLevel.Information);
        logs.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            line.UseUtcTimestamp = true;
        });
        logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
