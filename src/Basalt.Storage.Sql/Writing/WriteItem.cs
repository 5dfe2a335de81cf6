using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>One piece of work on its way through the writer. Whoever waits for it goes on elsewhere, never on the writer's thread.</summary>
internal abstract class WriteItem(SchemaSnapshot schema, CancellationToken ct)
{
    /// <summary>What the work was bound against.</summary>
    internal SchemaSnapshot Schema { get; } = schema;

    /// <summary>Heeded until the work starts.</summary>
    internal CancellationToken Cancellation { get; } = ct;

    internal Exception? Failure { get; private set; }

    internal bool HasFailed => Failure is not null;

    /// <exception cref="InvalidOperationException">The work waits for something else than the transaction.</exception>
    internal abstract void Run(IStorageTransaction transaction);

    /// <summary>Before the work is run again.</summary>
    internal void Reset() => Failure = null;

    /// <summary>Notes why the work failed; told by <see cref="Complete"/>. The first reason stays.</summary>
    internal void Fail(Exception reason) => Failure ??= reason;

    /// <summary>Tells whoever waits. After the commit, and once.</summary>
    internal void Complete()
    {
        if (Failure is { } failure) Refuse(failure);
        else Acknowledge();
    }

    protected abstract void Acknowledge();

    protected abstract void Refuse(Exception failure);
}

internal sealed class WriteItem<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct) : WriteItem(schema, ct)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!; // read only after the work has set it

    internal Task<T> Done => _done.Task;

    internal override void Run(IStorageTransaction transaction)
    {
        var running = work(transaction);
        if (!running.IsCompleted)
        {
            throw new InvalidOperationException("the work of a transaction waits for something else; nothing of it was kept");
        }

        _result = running.GetAwaiter().GetResult();
    }

    protected override void Acknowledge() => _done.SetResult(_result);

    protected override void Refuse(Exception failure)
    {
        if (failure is OperationCanceledException cancelled) _done.SetCanceled(cancelled.CancellationToken);
        else _done.SetException(failure);
    }
}
