using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Basalt.Jobs;

/// <summary>
/// Begins jobs in their minutes: a timer fires at the start of each minute, in UTC. A minute that was missed is not made up, and a job that
/// still runs is not begun again beside itself. What a job throws is logged and ends nothing but that run.
/// </summary>
public sealed class JobSchedule(IReadOnlyList<Job> jobs, TimeProvider clock, ILogger<JobSchedule> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal); // by job
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _turn = new();
    private ITimer? _timer;
    private DateTimeOffset _next;

    /// <summary>From the next minute on.</summary>
    public void Start()
    {
        lock (_turn)
        {
            if (_timer is not null || _stopping.IsCancellationRequested) return;
            _timer = clock.CreateTimer(static schedule => ((JobSchedule)schedule!).OnMinute(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Await(clock.GetUtcNow());
        }
    }

    /// <summary>Tells the jobs that run to end, and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_turn)
        {
            if (_stopping.IsCancellationRequested) return;
            _stopping.Cancel();
            _timer?.Dispose();
        }

        await DrainAsync();
        _stopping.Dispose();
    }

    /// <summary>Waits until the jobs that have begun are done. None of these tasks fails.</summary>
    internal Task DrainAsync() => Task.WhenAll(_running.Values);

    private void OnMinute()
    {
        lock (_turn)
        {
            if (_stopping.IsCancellationRequested) return;
            var now = clock.GetUtcNow();
            var minute = now < _next ? _next : now; // a timer may be early by a little
            foreach (var job in jobs.Where(job => job.When.Includes(minute))) Begin(job);
            Await(minute);
        }
    }

    private void Await(DateTimeOffset moment)
    {
        _next = new DateTimeOffset(moment.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero).AddMinutes(1);
        var wait = _next - clock.GetUtcNow();
        _timer!.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Begin(Job job)
    {
        if (_running.TryGetValue(job.Id, out var last) && !last.IsCompleted) log.JobStillRuns(job.Id);
        else _running[job.Id] = Task.Run(() => RunAsync(job));
    }

    private async Task RunAsync(Job job)
    {
        try
        {
            await job.RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // the server stops; the job begins anew at its next time
        }
#pragma warning disable CA1031 // nobody awaits a job: whatever it throws must be seen and must not end the process
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.JobFailed(job.Id, error);
        }
    }
}

/// <summary>Log lines of jobs: 4400 to 4499.</summary>
internal static partial class JobLog
{
    [LoggerMessage(4400, LogLevel.Error, "Job {JobId} failed; it runs again at its next time")]
    public static partial void JobFailed(this ILogger log, string jobId, Exception error);

    [LoggerMessage(4401, LogLevel.Warning, "Job {JobId} was not begun: its last run has not ended yet")]
    public static partial void JobStillRuns(this ILogger log, string jobId);
}
