using System.Collections.Concurrent;
using Basalt.Errors;

namespace Basalt.Auth;

/// <summary>
/// Threads of their own for work that is slow on purpose. A hash on a thread of the pool would keep requests waiting that need no
/// hash; here a flood of sign-ins delays sign-ins only, and beyond a bound it is refused instead of kept.
/// </summary>
internal sealed class HashingQueue : IDisposable
{
    private readonly BlockingCollection<Action> _waiting;
    private readonly Lock _starting = new();
    private readonly int _threadsAtMost;
    private int _threads;

    public HashingQueue(int threadsAtMost, int waitingAtMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadsAtMost, 1);
        _threadsAtMost = threadsAtMost;
        _waiting = new BlockingCollection<Action>(waitingAtMost);
    }

    /// <summary>Work whose caller gave up before its turn is never started.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>, code <c>password_queue_full</c>: too many wait already.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        StartThreads();
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.TryAdd(() => Run(work, answer, ct), millisecondsTimeout: 0, ct) ? answer.Task : throw Full();
    }

    /// <summary>Nothing new is taken; what waits is still done.</summary>
    public void Dispose() => _waiting.CompleteAdding();

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> answer, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            answer.SetCanceled(ct);
            return;
        }

        try
        {
            answer.SetResult(work());
        }
        catch (Exception e) // whoever awaits the answer gets it; the thread must live on
        {
            answer.SetException(e);
        }
    }

    private static BasaltException Full() =>
        new(ErrorKind.Unavailable, "password_queue_full", "Too many sign-ins at the same time, please try again in a moment.");

    // Only with the first password: a server that nobody signs in to has none of these threads.
    private void StartThreads()
    {
        if (Volatile.Read(ref _threads) == _threadsAtMost) return;
        lock (_starting)
        {
            for (; _threads < _threadsAtMost; _threads++)
            {
                new Thread(Serve) { IsBackground = true, Name = "password hashing" }.Start();
            }
        }
    }

    private void Serve()
    {
        foreach (var work in _waiting.GetConsumingEnumerable()) work();
    }
}
