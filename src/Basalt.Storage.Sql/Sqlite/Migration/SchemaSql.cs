using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Statements that change tables, indexes and views.</summary>
internal static class SchemaSql
{
    private static readonly SqliteDialect Dialect = SqliteDialect.Instance;

    internal static SqlText CreateTable(Collection collection)
    {
        var columns = collection.Fields.Select(field => SqlText.Of($"{Name(field.Name)} {ColumnSql.Definition(field)}"));
        return SqlText.Of($"CREATE TABLE {Dialect.Table(collection)} ({SqlText.Join($", ", columns)})");
    }

    internal static SqlText DropTable(string table) => SqlText.Of($"DROP TABLE {Name(table)}");

    internal static SqlText RenameTable(string from, string to) => SqlText.Of($"ALTER TABLE {Name(from)} RENAME TO {Name(to)}");

    internal static SqlText AddColumn(string table, string column, Field field) =>
        SqlText.Of($"ALTER TABLE {Name(table)} ADD COLUMN {Name(column)} {ColumnSql.Definition(field)}");

    internal static SqlText DropColumn(string table, string column) => SqlText.Of($"ALTER TABLE {Name(table)} DROP COLUMN {Name(column)}");

    internal static SqlText RenameColumn(string table, string from, string to) =>
        SqlText.Of($"ALTER TABLE {Name(table)} RENAME COLUMN {Name(from)} TO {Name(to)}");

    /// <summary>Fills <paramref name="to"/> with the values of <paramref name="from"/> as lists, or as single values.</summary>
    internal static SqlText Convert(string table, string from, string to, bool toList)
    {
        var converted = toList ? ColumnSql.AsList(Name(from)) : ColumnSql.AsSingle(Name(from));
        return SqlText.Of($"UPDATE {Name(table)} SET {Name(to)} = {converted}");
    }

    /// <summary>Written from the parsed parts; an owner's text never gets here as it is.</summary>
    internal static SqlText CreateIndex(Collection collection, CollectionIndex index)
    {
        var unique = index.Unique ? SqlText.Of($"UNIQUE ") : SqlText.Empty;
        var columns = SqlText.Join($", ", index.Columns.Select(column => IndexColumn(collection, column)));
        var where = index.Where.Length > 0 ? SqlText.Of($" WHERE {Expression(collection, index.Where)}") : SqlText.Empty;
        return SqlText.Of($"CREATE {unique}INDEX {Name(index.Name)} ON {Dialect.Table(collection)} ({columns}){where}");
    }

    internal static SqlText DropIndex(string index) => SqlText.Of($"DROP INDEX IF EXISTS {Name(index)}");

    /// <summary>The one place where a superuser's own SQL becomes part of the schema.</summary>
    internal static SqlText CreateView(SchemaSnapshot schema, Collection view)
    {
        var query = view.ViewQuery ?? "";
        // Ids are compared as text; one that is a number would never be found.
        var columns = ViewText.NeedsIdCast(schema, query) ? SqlText.Join($", ", view.Fields.Select(field => ViewColumn(field))) : SqlText.Of($"*");
        return SqlText.Of($"CREATE VIEW {Dialect.Table(view)} AS SELECT {columns} FROM ({OwnersQuery(query)})");
    }

    /// <summary>The rows of a query as a view would have them.</summary>
    internal static SqlText SelectQuery(string query) => SqlText.Of($"SELECT * FROM ({OwnersQuery(query)})");

    internal static SqlText DropView(string view) => SqlText.Of($"DROP VIEW IF EXISTS {Name(view)}");

    internal static SqlText SelectAll(string table) => SqlText.Of($"SELECT * FROM {Name(table)}");

    private static SqlText ViewColumn(Field field) =>
        field.Name == "id" ? SqlText.Of($"CAST({Name(field.Name)} AS TEXT) AS {Name(field.Name)}") : Name(field.Name);

    private static SqlText OwnersQuery(string query) => SqlText.Trusted(ViewText.TrimEnd(query)); // no comment is left to swallow a parenthesis

    private static SqlText IndexColumn(Collection collection, IndexColumn column)
    {
        var key = column.IsExpression ? Expression(collection, column.Name) : Name(column.Name);
        var collation = column.Collation.Length > 0 ? SqlText.Of($" COLLATE {Name(column.Collation)}") : SqlText.Empty;
        return SqlText.Of($"{key}{collation}{(column.Descending ? SqlText.Of($" DESC") : SqlText.Empty)}");
    }

    // Written again token by token, and unable to leave its place: see IndexParser.
    private static SqlText Expression(Collection collection, string expression) =>
        SqlText.Trusted(IndexSql.Expression(collection, expression, Dialect.Quote));

    private static SqlText Name(string identifier) => Dialect.Name(identifier);
}
