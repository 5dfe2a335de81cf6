using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Basalt.Cli.Serve;

/// <summary>
/// Log entries on the error output, one line each, so that the output holds the start message alone: JSON for the programs that collect
/// logs, or text for people.
/// </summary>
internal static class ConsoleLogs
{
    /// <param name="readable">Text instead of JSON.</param>
    public static ILoggerFactory Create(LogLevel least, bool readable)
    {
        var filter = new LoggerFilterOptions { MinLevel = least };
        filter.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a failed start is told in one line by the command itself
        if (least < LogLevel.Warning) filter.AddFilter("Microsoft", LogLevel.Warning); // the web server's lines hold query strings: secrets
        ConsoleFormatter line = readable ? new TextLogLine(TimeProvider.System) : new JsonLogLine(TimeProvider.System);
        var console = new ConsoleLoggerOptions { LogToStandardErrorThreshold = LogLevel.Trace, FormatterName = line.Name };
        // Put together by hand: the logging builder would set up a whole container of services for these three objects, on every start.
        return new LoggerFactory([new ConsoleLoggerProvider(new FixedOptions(console), [line])], filter);
    }
}
