using Basalt.Mail;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.Mail;

/// <summary>Mails on their way: tried again, given up, and never in the way of whoever asked for them.</summary>
public sealed class MailQueueTests
{
    private static readonly MailMessage Mail = new("ana@example.com", "Hi", "<p>Hi</p>");

    public static TheoryData<int, bool, int, int, bool> Troubles => new()
    {
        // attempts that fail, finally, life of the mail in seconds, attempts in all, sent
        { 0, false, 3600, 1, true },
        { 1, false, 3600, 2, true },
        { 4, false, 3600, 5, true },
        { 5, false, 3600, 6, true },
        { 6, false, 3600, 6, false },
        { 1, true, 3600, 1, false },
        { 1, false, 1, 1, false },   // over before the next try
        { 2, false, 10, 2, false },
    };

    [Theory, MemberData(nameof(Troubles))]
    public async Task A_mail_that_is_not_taken_is_tried_again(int failing, bool isFinal, int lifeSeconds, int attempts, bool isSent)
    {
        await using var bench = await Workbench.OpenAsync();
        bench.Mails.Failure = _ => bench.Mails.Attempts <= failing ? new MailFailedException("no", isFinal) : null;
        var outcome = new TaskCompletionSource<string>();

        bench.Services.Mails.Add(new OutgoingMail("test", _ => Mail, TimeSpan.FromSeconds(lifeSeconds))
        {
            OnSent = () => Told("sent"),
            OnFailed = () => Told("failed"),
        });
        while (!outcome.Task.IsCompleted)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            bench.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((isSent ? "sent" : "failed", attempts), (await outcome.Task, bench.Mails.Attempts));
        Assert.Equal(isSent ? 1 : 0, bench.Mails.Take().Count);

        Task Told(string what)
        {
            outcome.SetResult(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_bug_in_one_mail_stops_no_other()
    {
        await using var bench = await Workbench.OpenAsync();
        bench.Services.Mails.Add(new OutgoingMail("test", _ => throw new InvalidOperationException("bug"), TimeSpan.FromHours(1)));
        bench.Services.Mails.Add(new OutgoingMail("test", _ => Mail, TimeSpan.FromHours(1)) { OnSent = () => throw new InvalidOperationException("bug") });
        bench.Services.Mails.Add(new OutgoingMail("test", _ => Mail, TimeSpan.FromHours(1)));
        await bench.Services.Mails.DrainAsync();
        Assert.Equal(2, bench.Mails.Take().Count);
    }

    [Fact]
    public async Task What_is_too_much_is_dropped()
    {
        await using var bench = await Workbench.OpenAsync();
        using var gate = new SemaphoreSlim(0);
        var sent = 0;
        for (var i = 0; i < MailQueue.Capacity + 50; i++)
        {
            bench.Services.Mails.Add(new OutgoingMail("test", _ => Wait(), TimeSpan.FromHours(1)) { OnSent = () => Task.FromResult(Interlocked.Increment(ref sent)) });
        }

        gate.Release(MailQueue.Capacity + 50);
        await bench.Services.Mails.DrainAsync();
        Assert.Equal(MailQueue.Capacity, sent);

        MailMessage Wait()
        {
            gate.Wait();
            return Mail;
        }
    }

    [Fact]
    public async Task A_server_that_stops_gives_up_what_waits_for_another_try()
    {
        await using var bench = await Workbench.OpenAsync();
        bench.Mails.Failure = _ => new MailFailedException("no", isFinal: false);
        var failed = 0;
        bench.Services.Mails.Add(new OutgoingMail("test", _ => Mail, TimeSpan.FromHours(1)) { OnFailed = () => Task.FromResult(failed++) });
        while (bench.Mails.Attempts == 0) await Task.Yield();

        await bench.Services.Mails.DisposeAsync();

        Assert.Equal((1, 1), (failed, bench.Mails.Attempts));
    }
}
