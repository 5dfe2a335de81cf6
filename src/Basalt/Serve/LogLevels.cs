using Microsoft.Extensions.Logging;

namespace Basalt.Cli.Serve;

/// <summary>The words for how grave an entry is: those of <c>--logLevel</c>, and those in the lines.</summary>
internal static class LogLevels
{
    public static IReadOnlyList<string> Words { get; } = ["debug", "info", "warn", "error"];

    public static LogLevel Parse(string word) => word switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => throw new ArgumentException($"no level: {word}", nameof(word)),
    };

    public static string Word(LogLevel level) => level switch
    {
        <= LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };
}
