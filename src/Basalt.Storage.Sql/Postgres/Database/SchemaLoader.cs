using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Reads the collections as they are stored.</summary>
internal static class SchemaLoader
{
    internal static readonly SqlText SelectAll = CollectionsTable.SelectAll(PostgresDialect.Instance, SqlText.Of($"_basalt_rowid"));

    /// <exception cref="InvalidDataException">A row is no collection.</exception>
    internal static SchemaSnapshot Load(PostgresSession session, long version) => session.Query(SelectAll.ToString(), keep: false, [], reader =>
    {
        var all = new List<Collection>();
        while (reader.Read())
        {
            all.Add(CollectionsTable.RowOf(reader.GetBoolean(0), i => reader.IsDBNull(i) ? null : reader.GetString(i)).ToCollection());
        }

        return new SchemaSnapshot(version, all);
    });
}
