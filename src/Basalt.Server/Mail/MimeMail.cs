using Basalt.Mail;
using Basalt.Settings;
using MimeKit;

namespace Basalt.Server.Mail;

/// <summary>A mail as it goes over the wire: an HTML part in a plain layout, and a text part for those who read no HTML.</summary>
internal static class MimeMail
{
    public static MimeMessage Of(MailMessage message, ServerSettings settings)
    {
        var meta = settings.Meta;
        var body = new BodyBuilder { HtmlBody = LayoutOf(message.Html, meta.AccentColor), TextBody = PlainText.Of(message.Html) };
        return new MimeMessage([new MailboxAddress(meta.SenderName, meta.SenderAddress)], [new MailboxAddress("", message.To)], message.Subject, body.ToMessageBody());
    }

    public static string TextOf(MailMessage message) => PlainText.Of(message.Html);

    // Styles stand in the head and nothing is loaded: mail programs show no remote content, and a mail must not tell that it was opened.
    private static string LayoutOf(string fragment, string accent) => $$"""
        <!doctype html>
        <html>
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <style>
        body { margin: 0; padding: 24px; background: #f6f7f9; color: #1b1e23; font: 16px/1.5 system-ui, sans-serif; }
        main { display: block; max-width: 560px; margin: 0 auto; padding: 24px; background: #fff; border-radius: 6px; }
        p { margin: 0 0 16px; }
        a { color: inherit; }
        .btn { display: inline-block; padding: 10px 20px; background: {{accent}}; color: #fff; border-radius: 4px; text-decoration: none; font-weight: 600; }
        </style>
        </head>
        <body>
        <main>
        {{fragment}}
        </main>
        </body>
        </html>
        """;
}
