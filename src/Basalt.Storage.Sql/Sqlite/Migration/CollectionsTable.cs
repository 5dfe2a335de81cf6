using System.Text;
using System.Text.Json;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The table <c>_collections</c>: the definitions, one row each.</summary>
internal sealed class CollectionsTable(ICollectionFormat format)
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
    internal List<Collection> Load(SqliteConnection connection)
    {
        var all = new List<Collection>();
        using var rows = connection.Prepare(SelectAll);
        while (rows.Step()) all.Add(format.Read(RowOf(rows)));
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
    internal void Write(SqliteConnection connection, CollectionStep step)
    {
        if (step.After is not { } collection) return;
        using var row = connection.Prepare(step.Before is null ? Insert : Update);
        row.Bind(1, collection.System ? 1 : 0);
        row.Bind(2, CollectionTypes.Text(collection.Type)).Bind(3, collection.Name.ToString());
        row.Bind(4, format.Fields(collection)).Bind(5, IndexesOf(collection));
        row.Bind(6, collection.Rules.List).Bind(7, collection.Rules.View).Bind(8, collection.Rules.Create);
        row.Bind(9, collection.Rules.Update).Bind(10, collection.Rules.Delete);
        row.Bind(11, format.Options(collection)).Bind(12, collection.Created).Bind(13, collection.Updated).Bind(14, collection.Id);
        row.Execute();
    }

    /// <summary>The CREATE INDEX texts of the <c>indexes</c> column; an entry that is no text is left out.</summary>
    internal static List<string> TextsOf(string indexes)
    {
        using var json = JsonDocument.Parse(indexes.Length == 0 ? "[]" : indexes);
        return json.RootElement.ValueKind == JsonValueKind.Array
            ? [.. json.RootElement.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]
            : [];
    }

    private static CollectionRow RowOf(SqliteStatement row) => new()
    {
        Id = row.Text(0),
        System = row.Integer(1) != 0,
        Type = row.Text(2),
        Name = row.Text(3),
        Fields = row.Text(4),
        Indexes = row.Text(5),
        Rules = new RuleSet { List = Rule(row, 6), View = Rule(row, 7), Create = Rule(row, 8), Update = Rule(row, 9), Delete = Rule(row, 10) },
        Options = row.Text(11),
        Created = row.Text(12),
        Updated = row.Text(13),
    };

    // NULL is a locked rule, an empty text a public one: they must never be mixed up.
    private static string? Rule(SqliteStatement row, int column) => row.ColumnType(column) == SqliteCodes.TypeNull ? null : row.Text(column);

    private static string IndexesOf(Collection collection)
    {
        using var json = new JsonBuffer();
        json.Raw((byte)'[');
        for (var i = 0; i < collection.Indexes.Length; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.String(collection.Indexes[i].Text.AsSpan());
        }

        json.Raw((byte)']');
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static void Run(SqliteConnection connection, string sql, string id)
    {
        using var statement = connection.Prepare(sql);
        statement.Bind(1, id).Execute();
    }
}
