using Basalt.Auth;
using Basalt.Errors;

namespace Basalt.Core.Tests.Auth;

public sealed class HashingQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task No_more_runs_at_once_than_there_are_threads()
    {
        using var queue = new HashingQueue(threadsAtMost: 2, waitingAtMost: 100);
        var (running, most) = (0, 0);
        var all = Enumerable.Range(0, 50).Select(_ => queue.RunAsync(
            () =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                Thread.SpinWait(20_000);
                return Interlocked.Decrement(ref running);
            },
            CancellationToken.None));
        await Task.WhenAll(all).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task What_would_wait_beyond_the_bound_is_refused_at_once()
    {
        using var queue = new HashingQueue(threadsAtMost: 1, waitingAtMost: 2);
        using var started = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        var running = queue.RunAsync(() => Held(started, gate), CancellationToken.None);
        await started.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var waiting = new[] { queue.RunAsync(() => 1, CancellationToken.None), queue.RunAsync(() => 2, CancellationToken.None) };

        var refusal = await Assert.ThrowsAsync<BasaltException>(() => queue.RunAsync(() => 3, CancellationToken.None));
        Assert.Equal((ErrorKind.Unavailable, "password_queue_full"), (refusal.Kind, refusal.Code));

        gate.Set();
        var answers = await Task.WhenAll(waiting).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], answers);
        Assert.Equal(0, await running);
        Assert.Equal(4, await queue.RunAsync(() => 4, CancellationToken.None));
    }

    [Fact]
    public async Task Work_whose_caller_is_gone_never_starts()
    {
        using var queue = new HashingQueue(threadsAtMost: 1, waitingAtMost: 2);
        using var started = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        using var caller = new CancellationTokenSource();
        var running = queue.RunAsync(() => Held(started, gate), CancellationToken.None);
        await started.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var ran = false;
        var waiting = queue.RunAsync(() => ran = true, caller.Token);

        await caller.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await running;
        Assert.False(ran);
    }

    [Fact]
    public async Task A_failure_reaches_its_caller_and_leaves_the_thread_alive()
    {
        using var queue = new HashingQueue(threadsAtMost: 1, waitingAtMost: 2);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => queue.RunAsync<int>(() => throw new InvalidOperationException("x"), CancellationToken.None));
        Assert.Equal("x", failure.Message);
        Assert.Equal(7, await queue.RunAsync(() => 7, CancellationToken.None).WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Work_runs_on_no_thread_of_the_pool()
    {
        using var queue = new HashingQueue(threadsAtMost: 1, waitingAtMost: 2);
        Assert.False(await queue.RunAsync(() => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None));
    }

    private static int Held(SemaphoreSlim started, ManualResetEventSlim gate)
    {
        started.Release();
        gate.Wait(Patience, CancellationToken.None);
        return 0;
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, now, seen) == seen) return;
        }
    }
}
