using Basalt.Errors;

namespace Basalt.Storage.Sql;

/// <summary>Work that waits for the writer, in the order in which it came, up to a bound.</summary>
internal sealed class WriteQueue(int capacity)
{
    private readonly object _lock = new(); // a monitor: the writer sleeps on it
    private readonly Queue<WriteItem> _waiting = new();
    private bool _closed;

    /// <exception cref="BasaltException">Unavailable: too much waits already, or the queue was closed.</exception>
    internal void Add(WriteItem item)
    {
        lock (_lock)
        {
            if (_closed) throw Unavailable("shutting_down", "The server is shutting down.");
            if (_waiting.Count >= capacity) throw Unavailable("too_many_writes", "Too many writes are waiting.");
            _waiting.Enqueue(item);
            if (_waiting.Count == 1) Monitor.Pulse(_lock);
        }
    }

    /// <summary>
    /// Moves everything that waits to <paramref name="group"/>, and sleeps while nothing does. False once the queue is closed and empty.
    /// </summary>
    internal bool Take(List<WriteItem> group, int most)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_lock);
            }

            while (group.Count < most && _waiting.TryDequeue(out var item)) group.Add(item);
            return true;
        }
    }

    /// <summary>Refuses what comes from now on; what waits is still done.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.Pulse(_lock);
        }
    }

    private static BasaltException Unavailable(string code, string message) => new(ErrorKind.Unavailable, code, message);
}
