using Basalt.Cli.Superusers;
using Microsoft.Extensions.Logging;

namespace Basalt.Cli.Control;

/// <summary>Events 5100 to 5199.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(5101, LogLevel.Information, "By command: {Verb} superuser {Subject}")]
    public static partial void OrderDone(this ILogger log, SuperuserVerb verb, string subject);

    [LoggerMessage(5102, LogLevel.Warning, "A command from this machine failed")]
    public static partial void OrderFailed(this ILogger log, Exception error);
}
