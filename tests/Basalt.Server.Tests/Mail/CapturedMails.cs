using System.Collections.Concurrent;
using Basalt.Mail;
using Basalt.Settings;

namespace Basalt.Server.Tests.Mail;

/// <summary>Takes mails and keeps them, unless a test says what is wrong with it.</summary>
internal sealed class CapturedMails : IMailCarrier
{
    private readonly ConcurrentQueue<MailMessage> _mails = new();

    /// <summary>Asked before each mail; null when it is to be taken.</summary>
    public Func<MailMessage, Exception?> Failure { get; set; } = _ => null;

    public int Attempts => _attempts;

    private int _attempts;

    public Task SendAsync(MailMessage message, ServerSettings settings, CancellationToken ct)
    {
        Interlocked.Increment(ref _attempts);
        if (Failure(message) is { } failure) return Task.FromException(failure);
        _mails.Enqueue(message);
        return Task.CompletedTask;
    }

    /// <summary>What came since the last look.</summary>
    public List<MailMessage> Take()
    {
        var taken = new List<MailMessage>();
        while (_mails.TryDequeue(out var mail)) taken.Add(mail);
        return taken;
    }
}
