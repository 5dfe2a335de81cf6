using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Columns, indexes and views as SQLite has them. Source of the types: the protocol, importing page, section 2.3: the owner of a
/// directory can go back to the server it came from.
/// </summary>
internal sealed class SqliteSchemaSql() : SchemaSql(SqliteDialect.Instance)
{
    internal static SqliteSchemaSql Instance { get; } = new();

    internal override SqlText DropView(string view) => SqlText.Of($"DROP VIEW IF EXISTS {Name(view)}");

    protected override SqlText Definition(Field field) => ColumnSql.Definition(field);

    protected override SqlText InsertionOrder(Collection collection) => SqlText.Empty;

    protected override SqlText AsList(SqlText column) => ColumnSql.AsList(column);

    protected override SqlText AsSingle(SqlText column) => ColumnSql.AsSingle(column);

    // Ids are compared as text; one that is a number would never be found.
    protected override SqlText ViewColumns(SchemaSnapshot schema, Collection view) => ViewText.NeedsIdCast(schema, view.ViewQuery ?? "")
        ? SqlText.Join($", ", view.Fields.Select(ViewColumn))
        : SqlText.Of($"*");

    protected override SqlText IndexColumn(Collection collection, IndexColumn column)
    {
        var key = column.IsExpression ? Expression(collection, column.Name) : Name(column.Name);
        var collation = column.Collation.Length > 0 ? SqlText.Of($" COLLATE {Name(column.Collation)}") : SqlText.Empty;
        return SqlText.Of($"{key}{collation}{(column.Descending ? SqlText.Of($" DESC") : SqlText.Empty)}");
    }

    private SqlText ViewColumn(Field field) =>
        field.Name == "id" ? SqlText.Of($"CAST({Name(field.Name)} AS TEXT) AS {Name(field.Name)}") : Name(field.Name);
}

/// <summary>A connection whose transaction changes the schema.</summary>
internal sealed class SqliteSchemaTarget(SqliteConnection connection) : ISchemaTarget
{
    public SchemaSql Sql => SqliteSchemaSql.Instance;

    public void Execute(SqlText sql, params ReadOnlySpan<BoundValue> values)
    {
        using var statement = connection.Prepare(sql.ToString());
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Kind == BoundKind.Integer) statement.Bind(i + 1, values[i].Integer);
            else statement.Bind(i + 1, values[i].Text);
        }

        statement.Execute();
    }

    // A statement that fails is undone by SQLite itself.
    public Exception? Try(SqlText sql)
    {
        try
        {
            Execute(sql);
            return null;
        }
        catch (SqliteException error) when (SqliteErrors.Unavailable(error) is null)
        {
            return error;
        }
    }
}
