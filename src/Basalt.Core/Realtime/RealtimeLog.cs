using Microsoft.Extensions.Logging;

namespace Basalt.Realtime;

/// <summary>Log lines of realtime: 6000 to 6099. Never a client's id, which is a secret, nor what it hears.</summary>
internal static partial class RealtimeLog
{
    [LoggerMessage(6000, LogLevel.Information, "An event stream was dropped: its reader is too slow")]
    public static partial void SlowReaderDropped(this ILogger log);
}
