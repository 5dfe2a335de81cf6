using Basalt.Errors;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Read connections, opened when first needed and used again last-in first-out, so that the warm ones stay warm. When all are in
/// use, readers wait in the order in which they came.
/// </summary>
internal sealed class ReadPool(int size, Func<SqliteSession> open) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<SqliteSession> _idle = new();
    private readonly Queue<TaskCompletionSource<SqliteSession?>> _waiting = new();
    private int _opened;
    private bool _closed;

    /// <summary>A connection if one is free now; null otherwise.</summary>
    internal SqliteSession? TryRent()
    {
        lock (_lock)
        {
            ThrowIfClosed();
            if (_idle.TryPop(out var idle)) return idle;
            if (_opened >= size) return null;
            _opened++;
        }

        return OpenCounted();
    }

    internal async ValueTask<SqliteSession> RentAsync(CancellationToken ct)
    {
        while (true)
        {
            TaskCompletionSource<SqliteSession?> turn;
            lock (_lock)
            {
                ThrowIfClosed();
                if (_idle.TryPop(out var idle)) return idle;
                if (_opened < size)
                {
                    _opened++;
                    break;
                }

                turn = new TaskCompletionSource<SqliteSession?>(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue(turn);
            }

            await using (ct.UnsafeRegister(static (turn, ct) => ((TaskCompletionSource<SqliteSession?>)turn!).TrySetCanceled(ct), turn))
            {
                if (await turn.Task is { } handed) return handed;
            }
        }

        return OpenCounted();
    }

    /// <param name="session">What was rented.</param>
    /// <param name="broken">It failed in a way that a fresh connection may not: it is closed, not used again.</param>
    internal void Return(SqliteSession session, bool broken = false)
    {
        lock (_lock)
        {
            if (_closed || broken)
            {
                _opened--;
                if (!_closed) WakeOne(null);
            }
            else
            {
                if (!WakeOne(session)) _idle.Push(session);
                return;
            }
        }

        session.Dispose();
    }

    /// <summary>Ends what the connections that nobody uses still see of the database.</summary>
    internal void EndIdleSnapshots()
    {
        lock (_lock)
        {
            foreach (var session in _idle) session.EndSnapshot();
        }
    }

    /// <summary>Closes what is idle; the others are closed as they come back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            while (_idle.TryPop(out var idle)) idle.Dispose();
            while (_waiting.TryDequeue(out var turn)) turn.TrySetException(Closed());
        }
    }

    // A waiter that was cancelled meanwhile is passed over. Null tells it to look again.
    private bool WakeOne(SqliteSession? session)
    {
        while (_waiting.TryDequeue(out var turn))
        {
            if (turn.TrySetResult(session)) return true;
        }

        return false;
    }

    private SqliteSession OpenCounted()
    {
        try
        {
            return open();
        }
        catch
        {
            lock (_lock)
            {
                _opened--;
                WakeOne(null);
            }

            throw;
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed) throw Closed();
    }

    private static BasaltException Closed() => SqliteErrors.Unavailable("shutting_down", "The server is shutting down.");
}
