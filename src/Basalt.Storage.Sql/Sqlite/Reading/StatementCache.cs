namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Prepared statements of one connection by the object that stands for their text; the longest unused one goes first.</summary>
internal sealed class StatementCache(int capacity) : IDisposable
{
    private readonly Dictionary<object, LinkedListNode<Entry>> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly LinkedList<Entry> _byUse = new(); // latest first

    internal SqliteStatement? Find(object key)
    {
        if (!_entries.TryGetValue(key, out var node)) return null;
        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        return node.Value.Statement;
    }

    internal void Add(object key, SqliteStatement statement)
    {
        if (_entries.Count >= capacity)
        {
            var oldest = _byUse.Last!;
            _byUse.RemoveLast();
            _entries.Remove(oldest.Value.Key);
            oldest.Value.Statement.Dispose();
        }

        _entries.Add(key, _byUse.AddFirst(new Entry(key, statement)));
    }

    internal void Clear()
    {
        foreach (var entry in _byUse) entry.Statement.Dispose();
        _byUse.Clear();
        _entries.Clear();
    }

    public void Dispose() => Clear();

    private readonly record struct Entry(object Key, SqliteStatement Statement);
}
