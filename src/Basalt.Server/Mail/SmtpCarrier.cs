using System.Net;
using System.Net.Sockets;
using Basalt.Mail;
using Basalt.Settings;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Basalt.Server.Mail;

/// <summary>Hands mails to the SMTP server of the settings, one connection for each.</summary>
/// <param name="log">Where mails are printed when there is no server.</param>
/// <param name="printsMails">Whoever develops wants to see the mail that would be sent; its links open accounts, so never in production.</param>
internal sealed class SmtpCarrier(ILogger<SmtpCarrier> log, bool printsMails) : IMailCarrier
{
    private const int TimeoutMs = 30_000;

    public async Task SendAsync(MailMessage message, ServerSettings settings, CancellationToken ct)
    {
        if (settings.Smtp.Enabled)
        {
            await SendBySmtpAsync(message, settings, ct);
            return;
        }

        if (!printsMails) throw new MailFailedException("no mail server is configured", isFinal: true) { IsOff = true };
        log.MailPrinted(message.To, message.Subject, MimeMail.TextOf(message));
    }

    private static async Task SendBySmtpAsync(MailMessage message, ServerSettings settings, CancellationToken ct)
    {
        var smtp = settings.Smtp;
        using var client = new SmtpClient();
        client.Timeout = TimeoutMs;
        client.LocalDomain = smtp.LocalName.Length > 0 ? smtp.LocalName : "localhost";
        // As everywhere in .NET: lists of revoked certificates often can't be reached from where servers run.
        client.CheckCertificateRevocation = false;
        try
        {
            using var mail = MimeMail.Of(message, settings);
            await client.ConnectAsync(smtp.Host, smtp.Port, smtp.Tls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, ct);
            if (smtp.Username.Length > 0) await AuthenticateAsync(client, smtp, ct);
            await client.SendAsync(mail, ct);
        }
        catch (Exception error) when (IsOfTheWay(error))
        {
            throw new MailFailedException($"the mail server {smtp.Host}:{smtp.Port} did not take it: {error.Message}", IsFinal(error), error);
        }

        await QuitAsync(client, ct);
    }

    private static Task AuthenticateAsync(SmtpClient client, SmtpSettings smtp, CancellationToken ct)
    {
        // Both methods send the password as it is. Somebody in between could have taken the offer of STARTTLS away.
        if (!client.IsSecure && !IsLocal(smtp.Host)) throw new AuthenticationException("the server offers no encryption, and the password is not sent without");
        SaslMechanism method = smtp.AuthMethod == "LOGIN"
            ? new SaslMechanismLogin(smtp.Username, smtp.Password)
            : new SaslMechanismPlain(smtp.Username, smtp.Password);
        return client.AuthenticateAsync(method, ct);
    }

    private static bool IsLocal(string host) => host == "localhost" || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    // The mail was accepted: a server that hangs up without a farewell changes nothing.
    private static async Task QuitAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(true, ct);
        }
        catch (Exception error) when (IsOfTheWay(error) || error is OperationCanceledException)
        {
            // it is gone already
        }
    }

    private static bool IsOfTheWay(Exception error) => error is CommandException or ProtocolException or AuthenticationException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or SslHandshakeException or IOException or SocketException or TimeoutException or NotSupportedException or ParseException;

    private static bool IsFinal(Exception error) => error switch
    {
        SmtpCommandException { StatusCode: var status } => (int)status is >= 500 and < 600,
        AuthenticationException or ServiceNotAuthenticatedException or NotSupportedException or ParseException => true,
        _ => false,
    };
}
