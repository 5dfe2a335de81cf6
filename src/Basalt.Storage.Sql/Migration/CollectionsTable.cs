using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The table <c>_collections</c>: the definitions, one row each.</summary>
internal static class CollectionsTable
{
    internal const string Name = "_collections";

    private static readonly string[] Columns =
    [
        "system", "type", "name", "fields", "indexes", "listRule", "viewRule", "createRule", "updateRule", "deleteRule", "options", "created", "updated", "id",
    ];

    /// <summary>All of them, in order of creation; read by <see cref="RowOf"/>.</summary>
    internal static SqlText SelectAll(SqlDialect dialect, SqlText order) =>
        SqlText.Of($"SELECT {SqlText.Join($", ", Columns.Select(dialect.Name))} FROM {dialect.Name(Name)} ORDER BY {order}");

    /// <param name="isSystem">The first column.</param>
    /// <param name="text">A column by its place, as text; null for NULL.</param>
    internal static CollectionRow RowOf(bool isSystem, Func<int, string?> text) => new()
    {
        System = isSystem,
        Type = text(1) ?? "",
        Name = text(2) ?? "",
        Fields = text(3) ?? "",
        Indexes = text(4) ?? "",

        // NULL is a locked rule, an empty text a public one: they must never be mixed up.
        ListRule = text(5),
        ViewRule = text(6),
        CreateRule = text(7),
        UpdateRule = text(8),
        DeleteRule = text(9),
        Options = text(10) ?? "",
        Created = text(11) ?? "",
        Updated = text(12) ?? "",
        Id = text(13) ?? "",
    };

    /// <summary>Frees the names that the steps give up, so that two collections can trade theirs.</summary>
    internal static void FreeNames(ISchemaTarget target, IEnumerable<CollectionStep> steps)
    {
        var dialect = target.Sql.Dialect;
        var (table, id, first) = (dialect.Name(Name), dialect.Name("id"), Placeholder(dialect, 1));
        foreach (var step in steps)
        {
            if (step is { Before: { } before, After: { } after } && before.Name.ToString() != after.Name.ToString())
            {
                target.Execute(SqlText.Of($"UPDATE {table} SET {dialect.Name("name")} = '_basalt_passing_' || {id} WHERE {id} = {first}"), BoundValue.Of(before.Id));
            }

            if (step is { Before: { } gone, After: null }) target.Execute(SqlText.Of($"DELETE FROM {table} WHERE {id} = {first}"), BoundValue.Of(gone.Id));
        }
    }

    /// <summary>After <see cref="FreeNames"/>.</summary>
    internal static void Write(ISchemaTarget target, CollectionStep step)
    {
        if (step.After is null) return;
        Write(target, CollectionRow.Of(step.After), step.Before is null ? Insert(target.Sql.Dialect) : Update(target.Sql.Dialect));
    }

    /// <summary>Adds a row as it is.</summary>
    internal static void Insert(ISchemaTarget target, CollectionRow row) => Write(target, row, Insert(target.Sql.Dialect));

    private static void Write(ISchemaTarget target, CollectionRow row, SqlText sql)
    {
        string?[] texts =
        [
            row.Type, row.Name, row.Fields, row.Indexes, row.ListRule, row.ViewRule, row.CreateRule, row.UpdateRule, row.DeleteRule,
            row.Options, row.Created, row.Updated, row.Id,
        ];
        target.Execute(sql, [BoundValue.Of(row.System ? 1L : 0L), .. texts.Select(BoundValue.Of)]);
    }

    private static SqlText Insert(SqlDialect dialect)
    {
        var values = SqlText.Join($", ", Columns.Select((_, i) => Placeholder(dialect, i + 1)));
        return SqlText.Of($"INSERT INTO {dialect.Name(Name)} ({SqlText.Join($", ", Columns.Select(dialect.Name))}) VALUES ({values})");
    }

    private static SqlText Update(SqlDialect dialect)
    {
        var sets = Columns[..^1].Select((column, i) => SqlText.Of($"{dialect.Name(column)} = {Placeholder(dialect, i + 1)}"));
        return SqlText.Of(
            $"UPDATE {dialect.Name(Name)} SET {SqlText.Join($", ", sets)} WHERE {dialect.Name("id")} = {Placeholder(dialect, Columns.Length)}");
    }

    private static SqlText Placeholder(SqlDialect dialect, int number) => dialect.Numbered(number);
}
