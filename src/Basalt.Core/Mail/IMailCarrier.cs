using Basalt.Settings;

namespace Basalt.Mail;

/// <summary>Hands mails to whoever carries them.</summary>
public interface IMailCarrier
{
    /// <summary>Returns when the mail was accepted.</summary>
    /// <exception cref="MailFailedException">It was not.</exception>
    Task SendAsync(MailMessage message, ServerSettings settings, CancellationToken ct);
}

/// <summary>A mail was not accepted.</summary>
/// <param name="message">What the log says; may hold what the mail server said.</param>
/// <param name="isFinal">Trying again would not help.</param>
/// <param name="inner">What it comes from.</param>
public sealed class MailFailedException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal => isFinal;

    /// <summary>There is nobody to hand mails to.</summary>
    public bool IsOff { get; init; }
}
