using Microsoft.Extensions.Logging;

namespace Basalt.Server.Mail;

/// <summary>Log lines of the mail transport: 1100 to 1109.</summary>
internal static partial class MailPrintLog
{
    /// <summary>Holds secrets: only where a developer asked for it.</summary>
    [LoggerMessage(1100, LogLevel.Information, "No mail server is configured. To {To}: {Subject}\n{Text}")]
    public static partial void MailPrinted(this ILogger log, string to, string subject, string text);
}
