using System.Collections.Concurrent;
using Basalt.Jobs;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Jobs;

public sealed class JobScheduleTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 8, 58, 30, TimeSpan.Zero));
    private readonly CapturedLog _log = new();
    private readonly ConcurrentQueue<string> _runs = new();
    private JobSchedule? _schedule;

    public async ValueTask DisposeAsync()
    {
        if (_schedule is not null) await _schedule.DisposeAsync();
    }

    [Fact]
    public async Task A_job_begins_in_its_minutes_and_no_other()
    {
        Start(Noting("hourly", "@hourly"), Noting("even", "*/2 * * * *"));
        for (var i = 0; i < 65; i++) await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["09:00", "10:00"], _runs.Where(r => r.StartsWith("hourly", StringComparison.Ordinal)).Select(r => r[^5..]));
        Assert.Equal(32, _runs.Count(r => r.StartsWith("even", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Minutes_that_went_by_at_once_are_not_made_up()
    {
        Start(Noting("each", "* * * * *"));
        await AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.Empty(_runs);
        _clock.AdjustTime(_clock.GetUtcNow().AddHours(3)); // the machine slept
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["each 11:59"], _runs);
    }

    [Fact]
    public async Task What_a_job_throws_is_logged_and_ends_no_other_run()
    {
        Start(new Job("broken", CronExpression.Parse("* * * * *"), _ => throw new InvalidOperationException("bug")), Noting("each", "* * * * *"));
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["each 08:59", "each 09:00"], _runs);
        Assert.Equal(Enumerable.Repeat("Error: Job broken failed; it runs again at its next time", 2), _log.Lines);
    }

    [Fact]
    public async Task A_job_is_not_begun_beside_itself_and_is_told_when_the_server_stops()
    {
        var begun = 0;
        Start(new Job("long", CronExpression.Parse("* * * * *"), ct =>
        {
            begun++;
            return Task.Delay(Timeout.InfiniteTimeSpan, _clock, ct);
        }));
        _clock.Advance(TimeSpan.FromMinutes(1));
        while (Volatile.Read(ref begun) == 0) await Task.Yield();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _schedule!.DisposeAsync();

        Assert.Equal(1, begun);
        Assert.Equal("Warning: Job long was not begun: its last run has not ended yet", Assert.Single(_log.Lines));
    }

    private Job Noting(string id, string when) => new(id, CronExpression.Parse(when), _ =>
    {
        _runs.Enqueue($"{id} {_clock.GetUtcNow():HH:mm}");
        return Task.CompletedTask;
    });

    private void Start(params Job[] jobs)
    {
        _schedule = new JobSchedule(jobs, _clock, _log.CreateLogger<JobSchedule>());
        _schedule.Start();
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await _schedule!.DrainAsync();
    }
}
