using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// The one writer of an engine. A thread of its own takes all work that waits as a group:
/// 1. one transaction for the group;
/// 2. each piece of work in a savepoint, so that one that fails takes nothing else with it;
/// 3. one commit, and with it one wait for the disk;
/// 4. counters of what was written, the new schema if it changed, and only then the acknowledgements.
/// Nothing that work does or the database answers ends the thread.
/// </summary>
internal abstract class GroupWriter<TTransaction> : IAsyncDisposable
    where TTransaction : GroupTransaction
{
    private const int LargestGroup = 1_024;

    private readonly Action<CommittedGroup> _committed;
    private readonly WriteQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="gate">Holds the schema.</param>
    /// <param name="waitingMax">Work that may wait.</param>
    /// <param name="committed">Told of every commit before anybody else is.</param>
    private protected GroupWriter(SchemaGate gate, int waitingMax, Action<CommittedGroup> committed)
    {
        Gate = gate;
        _queue = new WriteQueue(waitingMax);
        _committed = committed;
    }

    private protected SchemaGate Gate { get; }

    internal Task<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct)
    {
        var item = new WriteItem<T>(schema, work, ct);
        _queue.Add(item);
        return item.Done;
    }

    /// <summary>Does what waits, then ends the thread and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    /// <summary>Once, when the engine's own writer is made.</summary>
    private protected void Start() => new Thread(Loop) { IsBackground = true, Name = "basalt-writer" }.Start();

    private protected abstract TTransaction Begin();

    /// <param name="transaction">To be committed.</param>
    /// <param name="writes">How many pieces of work are in it.</param>
    private protected abstract void Commit(TTransaction transaction, int writes);

    /// <summary>After this server works by what was committed, before whoever waits is told. It must not throw.</summary>
    private protected virtual void BeforeAcknowledging(TTransaction transaction)
    {
    }

    /// <summary>When no transaction is open.</summary>
    private protected virtual void AfterGroup()
    {
    }

    /// <summary>The transaction is lost with its work: gives the connection up, whose state is unknown, so that the next group opens another.</summary>
    /// <returns>What whoever waits is told.</returns>
    private protected abstract Exception Abandon(int writes, Exception error);

    private protected abstract void Close();

    /// <summary>Takes over a schema that somebody else has committed.</summary>
    private protected void Adopt(SchemaSnapshot found)
    {
        Gate.Close();
        _committed(new CommittedGroup([], found));
        Gate.Open(found);
    }

    private void Loop()
    {
        var group = new List<WriteItem>(LargestGroup);
        while (_queue.Take(group, LargestGroup))
        {
            for (var done = 0; done < group.Count;) done += RunGroup(group, done);
            group.Clear();
            AfterGroup();
        }

        Close();
        _ended.SetResult();
    }

    // Runs the items from `first` on and tells them; returns how many. A schema change or a broken transaction ends a group early.
    private int RunGroup(List<WriteItem> group, int first)
    {
        var end = first;
        try
        {
            var transaction = Begin();
            var isAlone = group.Count - first == 1;
            while (end < group.Count && !transaction.MustEnd) transaction.Run(group[end++], isAlone);
            transaction.Settle();
            CommitAndTell(transaction, end - first);
            BeforeAcknowledging(transaction);
        }
        catch (Exception error) // whatever it was: everybody in the group is told, and the writer goes on
        {
            if (end == first) end = group.Count; // the transaction did not even begin: waiting again for each would only take longer
            var reason = Abandon(end - first, error);
            for (var i = first; i < end; i++) group[i].Fail(reason);
        }

        for (var i = first; i < end; i++) group[i].Complete();
        return end - first;
    }

    private void CommitAndTell(TTransaction transaction, int writes)
    {
        var next = transaction.NextSchema;
        if (next is not null) Gate.Close();
        SchemaSnapshot? reached = null;
        try
        {
            Commit(transaction, writes);
            reached = next;
            _committed(new CommittedGroup(transaction.Written, next));
        }
        finally
        {
            if (next is not null) Gate.Open(reached);
        }
    }
}
