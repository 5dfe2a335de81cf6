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
    private volatile bool _isCommitting;
    private long _blind;
    private long _clock;
    private long _everythingAt;

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
        var now = Interlocked.Increment(ref _clock);
        foreach (var id in collections)
        {
            var counter = Find(id);
            Interlocked.Increment(ref counter.Value);
            Later(ref counter.At, now);
        }

        Interlocked.Increment(ref _all.Value);
        Later(ref _all.At, now);
    }

    /// <summary>What is being committed may be seen before it is counted.</summary>
    internal void BeginCommit() => _isCommitting = true;

    /// <summary>After it was counted.</summary>
    internal void EndCommit() => _isCommitting = false;

    /// <summary>Anything may have been written.</summary>
    internal void BumpEverything()
    {
        Later(ref _everythingAt, Interlocked.Increment(ref _clock));
        Interlocked.Increment(ref _blind);
    }

    /// <summary>The moment, in writes: everything that is known now was written before what will be.</summary>
    internal long Now => Volatile.Read(ref _clock);

    /// <summary>The moment of the last write to any of the collections; null stands for all of them. <see cref="long.MaxValue"/> when nobody can tell.</summary>
    internal long LastOf(ImmutableArray<string>? collections)
    {
        if (_isBlind || _isCommitting) return long.MaxValue;
        var last = Volatile.Read(ref _everythingAt);
        if (collections is not { } ids) return Math.Max(last, Volatile.Read(ref _all.At));
        foreach (var id in ids) last = Math.Max(last, Volatile.Read(ref Find(id).At));
        return last;
    }

    private long Blindness() => _isBlind ? Interlocked.Increment(ref _blind) : Volatile.Read(ref _blind);

    private static void Later(ref long moment, long now)
    {
        for (var was = Volatile.Read(ref moment); was < now;)
        {
            var found = Interlocked.CompareExchange(ref moment, now, was);
            if (found == was) return;
            was = found;
        }
    }

    private Counter Find(string id) => _byCollection.GetOrAdd(id, static _ => new Counter());

    private sealed class Counter
    {
        internal long Value;
        internal long At;
    }
}
