namespace Basalt.Auth;

/// <summary>Counts attempts in fixed windows of time, by key. In memory: a restart forgets them.</summary>
internal sealed class AttemptWindows(TimeProvider clock, TimeSpan window, int atMost)
{
    private const int PurgeAtLeast = 1_024;

    private readonly Dictionary<string, (DateTimeOffset Begun, int Count)> _windows = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();
    private int _purgeAt = PurgeAtLeast;

    /// <returns>False when there were too many already.</returns>
    public bool TryCount(string key)
    {
        var now = clock.GetUtcNow();
        lock (_turn)
        {
            var current = _windows.TryGetValue(key, out var found) && now - found.Begun < window ? found : (Begun: now, Count: 0);
            _windows[key] = (current.Begun, Math.Min(current.Count + 1, atMost + 1));
            if (_windows.Count >= _purgeAt) Purge(now);
            return current.Count < atMost;
        }
    }

    private void Purge(DateTimeOffset now)
    {
        foreach (var (key, (begun, _)) in _windows)
        {
            if (now - begun >= window) _windows.Remove(key);
        }

        _purgeAt = Math.Max(PurgeAtLeast, 2 * _windows.Count);
    }
}
