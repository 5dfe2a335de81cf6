using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Basalt.Cli.Serve;

/// <summary>Options of the console that never change.</summary>
internal sealed class FixedOptions(ConsoleLoggerOptions value) : IOptionsMonitor<ConsoleLoggerOptions>
{
    public ConsoleLoggerOptions CurrentValue => value;

    public ConsoleLoggerOptions Get(string? name) => value;

    public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
}
