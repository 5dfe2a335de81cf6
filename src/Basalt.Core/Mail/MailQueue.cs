using System.Collections.Concurrent;
using Basalt.Settings;

namespace Basalt.Mail;

/// <summary>
/// Mails on their way, outside the requests that asked for them:
/// 1. a mail is written when its turn comes, with the settings of that moment;
/// 2. one that is not accepted is tried again, later each time, until its time is over or the refusal is final;
/// 3. what happened is told to whoever gave it.
/// The queue lives in memory: it is lost with the process, but for a short wait when the server is told to stop.
/// </summary>
public sealed class MailQueue(IMailCarrier carrier, SettingsStore settings, TimeProvider clock, Microsoft.Extensions.Logging.ILogger<MailQueue> log)
    : IAsyncDisposable
{
    /// <summary>Mails on their way at most; one more is dropped, with a line in the log.</summary>
    public const int Capacity = 1_000;

    private const int AtOnce = 4; // a mail server that hangs must not hold up everything behind it

    private static readonly TimeSpan[] Delays =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    private static readonly TimeSpan SendingAtMost = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StoppingAtMost = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Task, bool> _running = new();
    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private int _count;

    /// <summary>Sends a mail and waits for it; no second try.</summary>
    /// <exception cref="MailFailedException">It was not accepted, or not in time.</exception>
    public async Task SendNowAsync(Func<ServerSettings, MailMessage> write, TimeSpan patience, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            var current = await settings.GetAsync(both.Token);
            await carrier.SendAsync(write(current), current, both.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new MailFailedException("the mail server did not answer in time", isFinal: false, late);
        }
    }

    /// <summary>Takes a mail to be sent soon. Returns at once, whatever becomes of it.</summary>
    public void Add(OutgoingMail mail)
    {
        if (_stopping.IsCancellationRequested || Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            log.MailDropped(mail.Kind);
            return;
        }

        var task = Task.Run(() => CarryAsync(mail));
        _running[task] = true;
        task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Waits until everything given so far is sent or given up. For tests and for an orderly end.</summary>
    internal Task DrainAsync() => Task.WhenAll(_running.Keys);

    /// <summary>What is being sent has ten seconds to get through; what waits for another try is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await Task.WhenAny(DrainAsync(), Task.Delay(StoppingAtMost, clock));
        _stopping.Dispose();
        _slots.Dispose();
    }

    private async Task CarryAsync(OutgoingMail mail)
    {
        try
        {
            var isSent = await TryUntilAcceptedAsync(mail);
            await (isSent ? mail.OnSent() : mail.OnFailed());
        }
#pragma warning disable CA1031 // nobody awaits this task; a bug in one mail must be seen and must not end anything
        catch (Exception bug)
#pragma warning restore CA1031
        {
            log.MailBroke(mail.Kind, bug);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task<bool> TryUntilAcceptedAsync(OutgoingMail mail)
    {
        var givenUpAt = clock.GetUtcNow() + mail.Life;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await SendOnceAsync(mail);
                return true;
            }
            catch (MailFailedException off) when (off.IsOff)
            {
                log.MailIsOff(mail.Kind);
                return false;
            }
            catch (MailFailedException failed)
            {
                var isLast = failed.IsFinal || attempt == Delays.Length || _stopping.IsCancellationRequested || clock.GetUtcNow() + Delays[attempt] >= givenUpAt;
                if (isLast)
                {
                    log.MailGivenUp(mail.Kind, attempt + 1, failed);
                    return false;
                }

                log.MailWillRetry(mail.Kind, attempt + 1, (long)Delays[attempt].TotalSeconds, failed);
            }

            if (await StopsWithinAsync(Delays[attempt]))
            {
                log.MailLost(mail.Kind);
                return false;
            }
        }
    }

    private async Task SendOnceAsync(OutgoingMail mail)
    {
        await _slots.WaitAsync();
        try
        {
            await SendNowAsync(mail.Write, SendingAtMost, CancellationToken.None);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<bool> StopsWithinAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, clock, _stopping.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}

/// <summary>A mail to be sent soon.</summary>
/// <param name="Kind">What the log calls it; never an address.</param>
/// <param name="Write">Writes it when its turn comes.</param>
/// <param name="Life">How long trying makes sense.</param>
public sealed record OutgoingMail(string Kind, Func<ServerSettings, MailMessage> Write, TimeSpan Life)
{
    public Func<Task> OnSent { get; init; } = static () => Task.CompletedTask;

    public Func<Task> OnFailed { get; init; } = static () => Task.CompletedTask;
}
