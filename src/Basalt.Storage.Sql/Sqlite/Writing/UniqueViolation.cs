using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// The fields of the index that refused a value. SQLite names them in its message: <c>UNIQUE constraint failed: t.a, t.b</c>, or
/// <c>… failed: index 'name'</c> for an index with expressions.
/// </summary>
internal static class UniqueViolation
{
    internal static UniqueViolationException Of(SqliteException error, Collection collection)
    {
        var named = error.Message[(error.Message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var fields = named.StartsWith("index '", StringComparison.Ordinal)
            ? OfIndex(named["index '".Length..].TrimEnd('\''), collection)
            : [.. named.Split(", ").Select(column => IndexFields.NameOf(column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..], collection))];
        return new UniqueViolationException(fields);
    }

    private static IReadOnlyList<string> OfIndex(string name, Collection collection)
    {
        var index = collection.Indexes.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index is null) return [];
        return IndexFields.Of(index, collection);
    }
}
