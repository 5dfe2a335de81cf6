namespace Basalt.Auth;

/// <summary>
/// Counts attempts in fixed windows of time, by key, in memory: before <see cref="SharedWindows"/>, so that who has used up his attempts
/// costs nothing more. Bounded: when there are too many keys those whose window began first are forgotten, and only what is shared
/// counts for them.
/// </summary>
internal sealed class AttemptWindows(TimeProvider clock, TimeSpan window)
{
    internal const int KeysAtMost = 65_536;

    private readonly Dictionary<string, (DateTimeOffset Begun, int Count)> _windows = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();

    /// <returns>False when there were too many already.</returns>
    public bool TryCount(string key, int atMost)
    {
        var now = clock.GetUtcNow();
        lock (_turn)
        {
            var current = _windows.TryGetValue(key, out var found) && now - found.Begun < window ? found : (Begun: now, Count: 0);
            _windows[key] = (current.Begun, Math.Min(current.Count + 1, atMost + 1));
            if (_windows.Count > KeysAtMost) MakeRoom(now);
            return current.Count < atMost;
        }
    }

    // Rarely, and half of them at once: the sort is paid for by tens of thousands of attempts.
    private void MakeRoom(DateTimeOffset now)
    {
        foreach (var (key, (begun, _)) in _windows)
        {
            if (now - begun >= window) _windows.Remove(key);
        }

        if (_windows.Count <= KeysAtMost / 2) return;
        foreach (var key in _windows.OrderBy(w => w.Value.Begun).Take(_windows.Count - (KeysAtMost / 2)).Select(w => w.Key).ToList()) _windows.Remove(key);
    }
}
