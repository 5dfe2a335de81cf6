using Microsoft.Extensions.Logging;

namespace Basalt.Mail;

/// <summary>Log lines of mails: 4300 to 4399. Never an address, a subject or a body: they hold secrets and say who has an account.</summary>
internal static partial class MailLog
{
    [LoggerMessage(4300, LogLevel.Warning, "No mail server is configured (settings, smtp): a mail ({Kind}) was not sent")]
    public static partial void MailIsOff(this ILogger log, string kind);

    [LoggerMessage(4301, LogLevel.Warning, "A mail ({Kind}) was not accepted on attempt {Attempt}; next try in {DelaySeconds} s")]
    public static partial void MailWillRetry(this ILogger log, string kind, int attempt, long delaySeconds, Exception error);

    [LoggerMessage(4302, LogLevel.Error, "A mail ({Kind}) was given up after attempt {Attempt}")]
    public static partial void MailGivenUp(this ILogger log, string kind, int attempt, Exception error);

    [LoggerMessage(4303, LogLevel.Error, "A mail ({Kind}) was dropped: too many are on their way, or the server is stopping")]
    public static partial void MailDropped(this ILogger log, string kind);

    [LoggerMessage(4304, LogLevel.Error, "A mail ({Kind}) is lost: the server stops before its next try")]
    public static partial void MailLost(this ILogger log, string kind);

    [LoggerMessage(4305, LogLevel.Error, "A mail ({Kind}) could not be written, or what follows from it could not be stored")]
    public static partial void MailBroke(this ILogger log, string kind, Exception error);
}
