using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The table <c>_collections</c>: the definitions, one row each.</summary>
internal static class CollectionsTable
{
    internal const string Name = "_collections";

    private const string SelectAll =
        "SELECT id, system, type, name, fields, indexes, listRule, viewRule, createRule, updateRule, deleteRule, options, created, updated " +
        "FROM _collections ORDER BY rowid";

    private const string Insert =
        "INSERT INTO _collections (system, type, name, fields, indexes, listRule, viewRule, createRule, updateRule, deleteRule, options, " +
        "created, updated, id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

    private const string Update =
        "UPDATE _collections SET system = ?1, type = ?2, name = ?3, fields = ?4, indexes = ?5, listRule = ?6, viewRule = ?7, " +
        "createRule = ?8, updateRule = ?9, deleteRule = ?10, options = ?11, created = ?12, updated = ?13 WHERE id = ?14";

    private const string PassName = "UPDATE _collections SET name = '_basalt_passing_' || id WHERE id = ?1";

    private const string Delete = "DELETE FROM _collections WHERE id = ?1";

    /// <summary>All of them, in order of creation.</summary>
    /// <exception cref="InvalidDataException">A row is no collection.</exception>
    internal static List<Collection> Load(SqliteConnection connection)
    {
        var all = new List<Collection>();
        using var rows = connection.Prepare(SelectAll);
        while (rows.Step()) all.Add(RowOf(rows).ToCollection());
        return all;
    }

    /// <summary>Frees the names that the steps give up, so that two collections can trade theirs.</summary>
    internal static void FreeNames(SqliteConnection connection, IEnumerable<CollectionStep> steps)
    {
        foreach (var step in steps)
        {
            if (step is { Before: { } before, After: { } after } && before.Name.ToString() != after.Name.ToString()) Run(connection, PassName, before.Id);
            if (step is { Before: { } gone, After: null }) Run(connection, Delete, gone.Id);
        }
    }

    /// <summary>After <see cref="FreeNames"/>.</summary>
    internal static void Write(SqliteConnection connection, CollectionStep step)
    {
        if (step.After is null) return;
        var row = CollectionRow.Of(step.After);
        using var statement = connection.Prepare(step.Before is null ? Insert : Update);
        statement.Bind(1, row.System ? 1 : 0);
        string?[] texts =
        [
            row.Type, row.Name, row.Fields, row.Indexes, row.ListRule, row.ViewRule, row.CreateRule, row.UpdateRule, row.DeleteRule,
            row.Options, row.Created, row.Updated, row.Id,
        ];
        for (var i = 0; i < texts.Length; i++) statement.Bind(i + 2, texts[i]);
        statement.Execute();
    }

    private static CollectionRow RowOf(SqliteStatement row) => new()
    {
        Id = row.Text(0),
        System = row.Integer(1) != 0,
        Type = row.Text(2),
        Name = row.Text(3),
        Fields = row.Text(4),
        Indexes = row.Text(5),
        ListRule = Rule(row, 6),
        ViewRule = Rule(row, 7),
        CreateRule = Rule(row, 8),
        UpdateRule = Rule(row, 9),
        DeleteRule = Rule(row, 10),
        Options = row.Text(11),
        Created = row.Text(12),
        Updated = row.Text(13),
    };

    // NULL is a locked rule, an empty text a public one: they must never be mixed up.
    private static string? Rule(SqliteStatement row, int column) => row.ColumnType(column) == SqliteCodes.TypeNull ? null : row.Text(column);

    private static void Run(SqliteConnection connection, string sql, string id)
    {
        using var statement = connection.Prepare(sql);
        statement.Bind(1, id).Execute();
    }
}
