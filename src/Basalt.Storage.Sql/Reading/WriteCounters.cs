using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Basalt.Storage.Sql;

/// <summary>
/// How often each collection has been written, for caches of what was read. A counter grows after the commit and before anybody
/// is told of it: a cache that notes the counters before it reads can't keep what an acknowledged write has changed.
/// </summary>
internal sealed class WriteCounters
{
    private readonly ConcurrentDictionary<string, Counter> _byCollection = new(StringComparer.Ordinal);
    private readonly Counter _all = new();
    private volatile bool _isBlind;
    private long _blind;

    /// <summary>Others may be writing without telling: from now on no number is given twice.</summary>
    internal void GoBlind() => _isBlind = true;

    /// <summary>Others are heard again. What was noted until now may be old, the last number that was given included.</summary>
    internal void SeeAgain()
    {
        _isBlind = false;
        BumpEverything();
    }

    internal long Of(string collectionId) => Volatile.Read(ref Find(collectionId).Value) + Blindness();

    /// <summary>Grows with every commit that changed anything.</summary>
    internal long OfAll() => Volatile.Read(ref _all.Value) + Blindness();

    /// <summary>A number that differs once any of the collections was written; null stands for all of them.</summary>
    internal long Stamp(ImmutableArray<string>? collections)
    {
        if (collections is not { } ids) return OfAll();
        var sum = 0L; // counters only grow, so an equal sum means equal counters
        foreach (var id in ids) sum += Of(id);
        return sum;
    }

    internal void Bump(IEnumerable<string> collections)
    {
        foreach (var id in collections) Interlocked.Increment(ref Find(id).Value);
        Interlocked.Increment(ref _all.Value);
    }

    /// <summary>Anything may have been written.</summary>
    internal void BumpEverything() => Interlocked.Increment(ref _blind);

    private long Blindness() => _isBlind ? Interlocked.Increment(ref _blind) : Volatile.Read(ref _blind);

    private Counter Find(string id) => _byCollection.GetOrAdd(id, static _ => new Counter());

    private sealed class Counter
    {
        internal long Value;
    }
}
