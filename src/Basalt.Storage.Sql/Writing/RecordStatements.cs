using System.Runtime.CompilerServices;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Texts of the changes of records, written once per collection and set of columns.</summary>
internal sealed class RecordStatements(SqlStatements writer)
{
    private const int UpdatesKept = 64; // sets of columns per collection; beyond that the texts are written again

    private readonly ConditionalWeakTable<Collection, OfCollection> _byCollection = [];

    internal RecordStatement Insert(Collection collection) => Of(collection).Insert ??= new RecordStatement(writer.Insert(collection));

    internal RecordStatement Delete(Collection collection) => Of(collection).Delete ??= new RecordStatement(writer.Delete(collection));

    internal RecordStatement Update(Collection collection, ReadOnlySpan<int> ordinals)
    {
        var updates = Of(collection).Updates;
        foreach (var (columns, statement) in updates)
        {
            if (ordinals.SequenceEqual(columns)) return statement;
        }

        if (updates.Count >= UpdatesKept) updates.Clear();
        var made = new RecordStatement(writer.Update(collection, ordinals));
        updates.Add((ordinals.ToArray(), made));
        return made;
    }

    private OfCollection Of(Collection collection) => _byCollection.GetValue(collection, static _ => new OfCollection());

    private sealed class OfCollection
    {
        internal RecordStatement? Insert;
        internal RecordStatement? Delete;

        internal List<(int[] Columns, RecordStatement Statement)> Updates { get; } = [];
    }
}

/// <summary>The text of a change; as an object it is the key of the prepared statement.</summary>
internal sealed class RecordStatement(string sql)
{
    internal string Sql { get; } = sql;
}
