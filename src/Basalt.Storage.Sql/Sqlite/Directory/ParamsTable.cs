using Basalt.Text;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The table <c>_params</c>: settings and the like, one text by key.</summary>
internal sealed class ParamsTable(TimeProvider clock)
{
    internal const string Name = "_params";

    private const string Upsert =
        "INSERT INTO _params (id, value, created, updated) VALUES (?1, ?2, ?3, ?3) " +
        "ON CONFLICT (id) DO UPDATE SET value = excluded.value, updated = excluded.updated";

    internal static string? Read(SqliteConnection connection, string key)
    {
        using var row = connection.Prepare("SELECT value FROM _params WHERE id = ?1");
        row.Bind(1, key);
        return row.Step() && row.ColumnType(0) != SqliteCodes.TypeNull ? row.Text(0) : null;
    }

    internal void Write(SqliteConnection connection, string key, string value)
    {
        using var row = connection.Prepare(Upsert);
        row.Bind(1, key).Bind(2, value).Bind(3, DateText.Now(clock));
        row.Execute();
    }
}
