using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Keeps readers from seeing half of a schema change. A reader notes the sequence number, starts its statement (which fixes what
/// it sees of the database) and looks again: an unchanged number proves that no change was being committed meanwhile, so that the
/// rows and the snapshot belong together. Costs a reader two reads of memory, and only schema changes wait.
/// </summary>
internal sealed class SchemaGate(SchemaSnapshot schema)
{
    private readonly Lock _lock = new();
    private volatile SchemaSnapshot _current = schema;
    private volatile int _sequence; // odd while a change is being committed
    private TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SchemaSnapshot Current => _current;

    /// <summary>False while a change is being committed: await <see cref="WhenSettled"/> and try again.</summary>
    /// <param name="expected">What the reader's query was bound against.</param>
    /// <param name="ticket">For <see cref="Holds"/>.</param>
    /// <exception cref="SchemaChangedException">The expected schema is no longer the current one.</exception>
    internal bool TryEnter(SchemaSnapshot expected, out int ticket)
    {
        ticket = _sequence;
        if ((ticket & 1) != 0) return false;
        if (!ReferenceEquals(_current, expected)) throw new SchemaChangedException();
        return true;
    }

    /// <summary>True when no change began since the ticket was taken.</summary>
    internal bool Holds(int ticket)
    {
        Volatile.ReadBarrier(); // the number must not be read before the statement has started
        return _sequence == ticket;
    }

    internal Task WhenSettled(CancellationToken ct)
    {
        lock (_lock)
        {
            return (_sequence & 1) == 0 ? Task.CompletedTask : _settled.Task.WaitAsync(ct);
        }
    }

    /// <summary>Before the commit of a change. Only the writer's thread calls it.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sequence++;
        }
    }

    /// <summary>After the commit, with the new schema, or after its failure with null.</summary>
    internal void Open(SchemaSnapshot? next)
    {
        lock (_lock)
        {
            if (next is not null) _current = next;
            _sequence++;
            _settled.SetResult();
        }
    }
}
