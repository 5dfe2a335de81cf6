using Basalt.Mail;
using Basalt.Server.Mail;
using Basalt.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using SmtpServer.Protocol;

namespace Basalt.Server.Tests.Mail;

/// <summary>Mails over real SMTP, as a mail server receives them.</summary>
public sealed class SmtpCarrierTests
{
    private static readonly MailMessage Mail = new("ana@example.com", "Grüße, \"Ana\"", "<p>Hello &amp; welcome</p><p><a class=\"btn\" href=\"https://app.example/x?a=1&amp;b=2\">Open</a></p>");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_arrives_with_sender_subject_and_both_parts()
    {
        await using var server = MailServer.Open();
        await SendAsync(Mail, Smtp(server));

        var received = Assert.Single(server.Received);
        var (from, to) = (Assert.IsType<MailboxAddress>(Assert.Single(received.From)), Assert.IsType<MailboxAddress>(Assert.Single(received.To)));
        Assert.Equal(("Shop, Ltd.", "shop@example.com", "ana@example.com"), (from.Name, from.Address, to.Address));
        Assert.Equal(Mail.Subject, received.Subject);
        Assert.Contains(Mail.Html, received.HtmlBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("#336699", received.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("Hello & welcome\n\nOpen (https://app.example/x?a=1&b=2)\n", received.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_line_break_in_a_subject_or_an_address_makes_no_header()
    {
        await using var server = MailServer.Open();
        await SendAsync(Mail with { Subject = "Hi\r\nBcc: eve@example.com" }, Smtp(server));
        Assert.Empty(Assert.Single(server.Received).Bcc);
        await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail with { To = "ana@example.com>\r\nRCPT TO:<eve@example.com" }, Smtp(server)));
        Assert.Single(server.Received);
    }

    public static TheoryData<string, string, string, bool> Credentials => new()
    {
        // method, user, password, accepted
        { "", MailServer.User, MailServer.Password, true },
        { "PLAIN", MailServer.User, MailServer.Password, true },
        { "LOGIN", MailServer.User, MailServer.Password, true },
        { "LOGIN", MailServer.User, "wrong", false },
        { "PLAIN", MailServer.User, "wrong", false },
        { "", "", "", false },
    };

    [Theory, MemberData(nameof(Credentials))]
    public async Task A_server_for_users_takes_mails_of_users(string method, string user, string password, bool isAccepted)
    {
        await using var server = MailServer.ForUsers();
        var smtp = Smtp(server) with { AuthMethod = method, Username = user, Password = password, LocalName = "app.example" };
        if (isAccepted) await SendAsync(Mail, smtp);
        else Assert.True((await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, smtp))).IsFinal);
        Assert.Equal(isAccepted ? 1 : 0, server.Received.Count);
    }

    public static TheoryData<int, bool> Answers => new() { { 450, false }, { 451, false }, { 452, false }, { 550, true }, { 552, true }, { 554, true } };

    [Theory, MemberData(nameof(Answers))]
    public async Task A_refusal_is_final_when_the_server_says_so(int code, bool isFinal)
    {
        await using var server = MailServer.Open();
        server.Refusals.Enqueue(new SmtpResponse((SmtpReplyCode)code, "no"));
        Assert.Equal(isFinal, (await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, Smtp(server)))).IsFinal);
    }

    [Fact]
    public async Task A_server_that_is_away_may_come_back()
    {
        var server = MailServer.Open();
        await server.DisposeAsync();
        Assert.False((await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, Smtp(server)))).IsFinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = MailServer.WithOwnCertificate();
        await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, Smtp(server) with { Tls = true }));
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_password_is_not_sent_to_another_machine_without_encryption()
    {
        await using var server = MailServer.ForUsers();
        var smtp = Smtp(server) with { Host = Environment.MachineName, Username = MailServer.User, Password = MailServer.Password };
        var failed = await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, smtp));
        Assert.Empty(server.Received);
        if (failed.IsFinal) Assert.Contains("no encryption", failed.Message, StringComparison.Ordinal); // else the name leads nowhere here
    }

    [Fact]
    public async Task Without_a_server_nothing_is_sent_and_a_developer_sees_the_mail()
    {
        Assert.True((await Assert.ThrowsAsync<MailFailedException>(() => SendAsync(Mail, new SmtpSettings()))).IsOff);

        var lines = new Lines();
        await new SmtpCarrier(lines, printsMails: true).SendAsync(Mail, new ServerSettings(), Ct);
        var line = Assert.Single(lines.All);
        Assert.Contains("ana@example.com", line, StringComparison.Ordinal);
        Assert.Contains("https://app.example/x?a=1&b=2", line, StringComparison.Ordinal);
    }

    private static Task SendAsync(MailMessage mail, SmtpSettings smtp)
    {
        var meta = new MetaSettings { SenderName = "Shop, Ltd.", SenderAddress = "shop@example.com", AccentColor = "#336699" };
        return new SmtpCarrier(NullLogger<SmtpCarrier>.Instance, printsMails: false).SendAsync(mail, new ServerSettings { Smtp = smtp, Meta = meta }, Ct);
    }

    private static SmtpSettings Smtp(MailServer server) => new() { Enabled = true, Host = "127.0.0.1", Port = server.Port };

    private sealed class Lines : ILogger<SmtpCarrier>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add(formatter(state, exception));
    }
}
