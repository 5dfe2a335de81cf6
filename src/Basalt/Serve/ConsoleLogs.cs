using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Basalt.Cli.Serve;

/// <summary>Log lines on the error output, one each, so that the output holds the start message alone.</summary>
internal static class ConsoleLogs
{
    /// <param name="dev">Everything from debug up; else warnings and errors.</param>
    public static ILoggerFactory Create(bool dev)
    {
        var filter = new LoggerFilterOptions { MinLevel = dev ? LogLevel.Debug : LogLevel.Warning };
        filter.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start is told in one line by the command itself
        if (dev) filter.AddFilter("Microsoft", LogLevel.Information);
        var console = new ConsoleLoggerOptions { LogToStandardErrorThreshold = LogLevel.Trace, FormatterName = LogLine.FormatterName };
        // Put together by hand: the logging builder would set up a whole container of services for these three objects, on every start.
        return new LoggerFactory([new ConsoleLoggerProvider(new FixedOptions(console), [new LogLine()])], filter);
    }
}
