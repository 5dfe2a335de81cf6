using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The statements of a move that both engines understand.</summary>
internal sealed class MoveStatements(SqlDialect dialect)
{
    internal static readonly SqlText Params = SqlText.Of($"SELECT id, value, created, updated FROM _params ORDER BY id");

    internal static readonly SqlText Journal = SqlText.Of($"SELECT key, value FROM _basalt_move");

    internal static readonly SqlText CreateJournal = SqlText.Of($"CREATE TABLE _basalt_move (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)");

    internal static readonly SqlText DropJournal = SqlText.Of($"DROP TABLE _basalt_move");

    /// <summary>While it is there, no server opens the database.</summary>
    internal static readonly SqlText Mark = SqlText.Of($"INSERT INTO _basalt_meta (key, value) VALUES ('moving', 1)");

    internal static readonly SqlText Unmark = SqlText.Of($"DELETE FROM _basalt_meta WHERE key = 'moving'");

    internal static readonly SqlText ReadMark = SqlText.Of($"SELECT count(*) FROM _basalt_meta WHERE key = 'moving'");

    internal SqlText WriteJournal { get; } = SqlText.Of(
        $"INSERT INTO _basalt_move (key, value) VALUES ({dialect.Numbered(1)}, {dialect.Numbered(2)}) ON CONFLICT (key) DO UPDATE SET value = excluded.value");

    internal SqlText WriteParam { get; } = SqlText.Of(
        $"INSERT INTO _params (id, value, created, updated) VALUES ({dialect.Numbered(1)}, {dialect.Numbered(2)}, {dialect.Numbered(3)}, {dialect.Numbered(4)})");

    internal SqlText Count(Collection collection) => SqlText.Of($"SELECT count(*) FROM {dialect.Table(collection)}");

    /// <summary>See <see cref="IMoveReader.Read"/>.</summary>
    internal SqlText Read(Collection collection, long skip)
    {
        var order = dialect.OrderOf(collection);
        var columns = collection.Fields.Select(field => dialect.Shown(dialect.Name(field.Name), field));
        var sorted = order is { } by ? SqlText.Of($" ORDER BY {by}") : SqlText.Empty; // a table is gone through in this order anyway
        return SqlText.Of(
            $"SELECT {SqlText.Join($", ", [.. columns, order ?? SqlText.Of($"NULL")])} FROM {dialect.Table(collection)}{sorted} {dialect.Window(SqlText.Of($"-1"), SqlText.Whole(skip))}");
    }

    /// <summary>Names of what a record is written to: the number that keeps the order, where it has a name, and the fields.</summary>
    internal SqlText Columns(Collection collection) =>
        SqlText.Join($", ", [dialect.OrderOf(collection) ?? SqlText.Empty, .. collection.Fields.Select(field => dialect.Name(field.Name))]);

    /// <summary>Placeholders as <see cref="Columns"/>.</summary>
    internal SqlText Insert(Collection collection)
    {
        var count = collection.Fields.Length + (dialect.OrderOf(collection) is null ? 0 : 1);
        return SqlText.Of($"INSERT INTO {dialect.Table(collection)} ({Columns(collection)}) VALUES ({SqlText.Join($", ", Enumerable.Range(1, count).Select(dialect.Numbered))})");
    }
}
