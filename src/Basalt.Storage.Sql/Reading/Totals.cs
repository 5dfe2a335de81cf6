namespace Basalt.Storage.Sql;

/// <summary>
/// Totals by query and values, kept until something they count is written. Who asks for one that is being counted waits for that.
/// </summary>
internal sealed class Totals(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new(); // latest first

    /// <param name="plan">Of the query.</param>
    /// <param name="query">Its values.</param>
    /// <param name="stamp">Of the state that is asked for; it grows with what is written to what the query reads.</param>
    /// <param name="count">Counts in that state or a later one; called when the kept total is missing or older.</param>
    /// <param name="ct">Ends the waiting for somebody else who counts.</param>
    internal async ValueTask<long> GetAsync(EnginePlan plan, RecordQuery query, long stamp, Func<ValueTask<long>> count, CancellationToken ct)
    {
        if (!plan.IsStable) return await count();
        var key = Key.Of(plan, query);
        while (true)
        {
            var (entry, isMine) = Enter(key, stamp);
            if (isMine) return await CountAsync(entry, count);
            if (entry.Total.Task.IsCompletedSuccessfully) return await entry.Total.Task;
            if (await Finished(entry, ct)) return await entry.Total.Task;
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _byUse.Clear();
        }
    }

    // False when whoever counted failed: its reasons (cancelled, out of time) are not ours, so we count ourselves.
    private static async ValueTask<bool> Finished(Entry entry, CancellationToken ct)
    {
        await ((Task)entry.Total.Task).WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        return entry.Total.Task.IsCompletedSuccessfully;
    }

    private async ValueTask<long> CountAsync(Entry entry, Func<ValueTask<long>> count)
    {
        try
        {
            var total = await count();
            entry.Total.SetResult(total);
            return total;
        }
        catch
        {
            Remove(entry);
            entry.Total.SetCanceled(CancellationToken.None);
            throw;
        }
    }

    private (Entry Entry, bool IsMine) Enter(Key key, long stamp)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                if (node.Value.Stamp >= stamp)
                {
                    _byUse.AddFirst(node);
                    return (node.Value, false);
                }

                _entries.Remove(key);
            }
            else if (_entries.Count >= capacity)
            {
                _entries.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }

            var entry = new Entry(key, stamp);
            _entries.Add(key, _byUse.AddFirst(entry));
            return (entry, true);
        }
    }

    private void Remove(Entry entry)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(entry.Key, out var node) || node.Value != entry) return;
            _entries.Remove(entry.Key);
            _byUse.Remove(node);
        }
    }

    private sealed class Entry(Key key, long stamp)
    {
        internal Key Key { get; } = key;

        internal long Stamp { get; } = stamp;

        internal TaskCompletionSource<long> Total { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private readonly struct Key : IEquatable<Key>
    {
        private readonly EnginePlan _plan;
        private readonly BoundValue[] _values;
        private readonly int _hash;

        private Key(EnginePlan plan, BoundValue[] values)
        {
            _plan = plan;
            _values = values;
            var hash = new HashCode();
            hash.Add(plan);
            foreach (var value in values) hash.Add(value);
            _hash = hash.ToHashCode();
        }

        internal static Key Of(EnginePlan plan, in RecordQuery query)
        {
            var uses = plan.Sql.Count.Parameters;
            var values = new BoundValue[uses.Length];
            for (var i = 0; i < values.Length; i++) values[i] = uses[i].Read(query);
            return new Key(plan, values);
        }

        public bool Equals(Key other) => _plan == other._plan && _values.AsSpan().SequenceEqual(other._values);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
