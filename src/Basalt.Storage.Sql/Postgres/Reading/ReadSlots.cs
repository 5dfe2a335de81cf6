namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Who may read now: as many as there are connections. The others wait in line, but neither long nor in any number. One timer looks after
/// the whole line: under load nearly every reader waits for a moment, and a timer for each would cost more than the waiting.
/// </summary>
internal sealed class ReadSlots : IDisposable
{
    private const int LooksInAWait = 8;

    private readonly Lock _lock = new();
    private readonly Queue<Waiter> _line = new(); // those that gave up leave it when their turn comes
    private readonly int _waitingMost;
    private readonly TimeSpan _longestWait;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private int _free;

    /// <param name="size">Readers at the same time.</param>
    /// <param name="waitingMost">Readers that may wait; further ones are refused.</param>
    /// <param name="longestWait">How long, to an eighth of it.</param>
    internal ReadSlots(int size, int waitingMost, TimeSpan longestWait, TimeProvider clock)
    {
        _free = size;
        _waitingMost = waitingMost;
        _longestWait = longestWait;
        _clock = clock;
        _timer = clock.CreateTimer(static slots => ((ReadSlots)slots!).RefuseOld(), this, longestWait / LooksInAWait, longestWait / LooksInAWait);
    }

    /// <exception cref="Errors.BasaltException">Unavailable: too many read already.</exception>
    internal ValueTask EnterAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return default;
            }

            if (_line.Count >= _waitingMost) throw TooMany();
            var waiter = new Waiter(_clock.GetTimestamp());
            _line.Enqueue(waiter);
            return waiter.WaitAsync(ct);
        }
    }

    internal void Leave()
    {
        lock (_lock)
        {
            while (_line.TryDequeue(out var next))
            {
                if (next.TrySetResult()) return; // it has the slot now
            }

            _free++;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void RefuseOld()
    {
        lock (_lock)
        {
            while (_line.TryPeek(out var oldest) && (oldest.Task.IsCompleted || _clock.GetElapsedTime(oldest.Since) >= _longestWait))
            {
                _line.Dequeue();
                oldest.TrySetException(TooMany());
            }
        }
    }

    private static Exception TooMany() => PostgresErrors.Unavailable("too_many_reads", "Too many queries are waiting for the database.");

    private sealed class Waiter(long since) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal long Since => since;

        internal async ValueTask WaitAsync(CancellationToken ct)
        {
            await using var giving = ct.UnsafeRegister(static (waiter, ct) => ((Waiter)waiter!).TrySetCanceled(ct), this);
            await Task;
        }
    }
}
