using Basalt.Records;

namespace Basalt.Auth;

/// <summary>To whom a mail of a kind went lately: one in two minutes is enough (the protocol, accounts page, section 20).</summary>
internal sealed class MailMarks(TimeProvider clock)
{
    private const int PurgeAtLeast = 1_024;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly Dictionary<(string Collection, string Record), DateTimeOffset> _marks = [];
    private readonly Lock _turn = new();
    private int _purgeAt = PurgeAtLeast;

    /// <returns>False when there is a mark already.</returns>
    public bool TrySet(Record record)
    {
        var now = clock.GetUtcNow();
        lock (_turn)
        {
            if (_marks.TryGetValue(KeyOf(record), out var set) && now - set < Life) return false;
            _marks[KeyOf(record)] = now;
            if (_marks.Count >= _purgeAt) Purge(now);
            return true;
        }
    }

    public void Clear(Record record)
    {
        lock (_turn) _marks.Remove(KeyOf(record));
    }

    private void Purge(DateTimeOffset now)
    {
        foreach (var (key, set) in _marks)
        {
            if (now - set >= Life) _marks.Remove(key);
        }

        _purgeAt = Math.Max(PurgeAtLeast, 2 * _marks.Count);
    }

    private static (string, string) KeyOf(Record record) => (record.Collection.Id, record.Id);
}
