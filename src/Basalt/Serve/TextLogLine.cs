using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Basalt.Cli.Serve;

/// <summary>An entry of the log as a line to read: when, how grave, who, what, and the whole of an exception.</summary>
internal sealed class TextLogLine(TimeProvider clock) : ConsoleFormatter("text")
{
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } error) text = $"{text} {error}";
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{LogTime.Text(clock)} {LogLevels.Word(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {text.ReplaceLineEndings(" ")}"));
    }
}
