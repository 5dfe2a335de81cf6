namespace Basalt.RateLimits;

/// <summary>
/// Counters in fixed windows of time, at most <see cref="Capacity"/> of them, whoever asks for how many:
/// 1. a key's hash names a shard, which has a lock, and in it a set of sixteen places; nothing else is ever looked at;
/// 2. the key's own place counts on, or begins a new window when its own is over;
/// 3. a key without a place takes a free one, or one whose window is over;
/// 4. when all sixteen are counting, the one that has most left is forgotten: a flood of new addresses pushes out its own kind, and
///    never an address that has used up what it had for one that has not.
/// </summary>
internal sealed class FixedWindows(TimeProvider clock)
{
    /// <summary>Most windows that are remembered: 131,072, in about 6 MiB.</summary>
    public const int Capacity = Shards * SetsPerShard * PlacesPerSet;

    private const int Shards = 128;
    private const int SetsPerShard = 64;
    private const int PlacesPerSet = 16;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];

    /// <summary>Counts one request.</summary>
    /// <returns>Null when it fits into the window; else how long until the window is over.</returns>
    public TimeSpan? TryCount(in WindowKey key)
    {
        var now = clock.GetTimestamp();
        var hash = (uint)key.GetHashCode();
        var shard = _shards[hash % Shards];
        lock (shard.Turn)
        {
            shard.Windows ??= new Window[SetsPerShard * PlacesPerSet];
            var set = (int)(hash / Shards % SetsPerShard);
            ref var window = ref Place(shard.Windows.AsSpan(set * PlacesPerSet, PlacesPerSet), key, now);
            if (now >= window.Ends) window = Window.Open(key, now + key.Rule.WindowSeconds * clock.TimestampFrequency);
            if (window.Left == 0) return TimeSpan.FromSeconds((double)(window.Ends - now) / clock.TimestampFrequency);
            window.Left--;
            return null;
        }
    }

    private static ref Window Place(Span<Window> set, in WindowKey key, long now)
    {
        var chosen = 0;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].Key == key) return ref set[i];
            if (set[i].IsDearerThan(set[chosen], now)) continue;
            chosen = i;
        }

        set[chosen] = default; // over at any time, so it is opened
        return ref set[chosen];
    }

    private sealed class Shard
    {
        public Lock Turn { get; } = new();

        /// <summary>Made when the first key comes, so that a small installation stays small.</summary>
        public Window[]? Windows { get; set; }
    }

    private struct Window
    {
        public WindowKey Key { get; private init; }

        /// <summary>A timestamp of the clock; 0 in a place that was never used.</summary>
        public long Ends { get; private init; }

        public int Left { get; set; }

        public static Window Open(in WindowKey key, long ends) => new() { Key = key, Ends = ends, Left = key.Rule.MaxRequests };

        /// <summary>Whether the other one is rather to be forgotten.</summary>
        public readonly bool IsDearerThan(in Window other, long now)
        {
            if (now >= other.Ends) return true;
            if (now >= Ends) return false;
            return Left != other.Left ? Left < other.Left : Ends > other.Ends;
        }
    }
}

/// <summary>What has a window of its own.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Rule">By what it is counted.</param>
/// <param name="CollectionId">Of an endpoint with tags; null for all others.</param>
/// <param name="Action">As <paramref name="CollectionId"/>.</param>
internal readonly record struct WindowKey(ClientKey Client, LimitRule Rule, string? CollectionId, RateLimitedAction? Action)
{
    // Seeded for each process, so that nobody can choose addresses that meet in one set.
    public override int GetHashCode() => HashCode.Combine(Client, Rule, CollectionId, Action);
}
