using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Basalt.Caching;

/// <summary>
/// A cache that can't grow without end: two generations of at most <paramref name="capacity"/> entries each. When the young one is
/// full the old one is dropped; what is asked for again moves to the young one. Reading takes no lock.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _turn = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private int _added;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value)) return true;
        if (!_old.TryGetValue(key, out value)) return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        _young[key] = value;
        // Counted here because ConcurrentDictionary.Count takes every lock. Overwrites count too: the bound only becomes tighter.
        if (Interlocked.Increment(ref _added) <= capacity) return;
        lock (_turn)
        {
            if (_added <= capacity) return;
            _old = _young;
            _young = new ConcurrentDictionary<TKey, TValue>();
            _added = 0;
        }
    }

    public void Clear()
    {
        lock (_turn)
        {
            _young = new ConcurrentDictionary<TKey, TValue>();
            _old = new ConcurrentDictionary<TKey, TValue>();
            _added = 0;
        }
    }
}
