using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Texts that change tables, indexes and views.</summary>
internal static class SchemaSql
{
    internal static string CreateTable(Collection collection)
    {
        var sql = Text().Append("CREATE TABLE ").Name(collection.Name.ToString()).Append(" (");
        for (var i = 0; i < collection.Fields.Length; i++)
        {
            var field = collection.Fields[i];
            sql.Append(i == 0 ? "" : ", ").Name(field.Name).Append(" ").Append(ColumnSql.Definition(field));
        }

        return sql.Append(")").ToString();
    }

    internal static string DropTable(string table) => Text().Append("DROP TABLE ").Name(table).ToString();

    internal static string RenameTable(string from, string to) =>
        Text().Append("ALTER TABLE ").Name(from).Append(" RENAME TO ").Name(to).ToString();

    internal static string AddColumn(string table, string column, Field field) =>
        Text().Append("ALTER TABLE ").Name(table).Append(" ADD COLUMN ").Name(column).Append(" ").Append(ColumnSql.Definition(field)).ToString();

    internal static string DropColumn(string table, string column) =>
        Text().Append("ALTER TABLE ").Name(table).Append(" DROP COLUMN ").Name(column).ToString();

    internal static string RenameColumn(string table, string from, string to) =>
        Text().Append("ALTER TABLE ").Name(table).Append(" RENAME COLUMN ").Name(from).Append(" TO ").Name(to).ToString();

    /// <summary>Fills <paramref name="to"/> with the values of <paramref name="from"/> as lists, or as single values.</summary>
    internal static string Convert(string table, string from, string to, bool toList)
    {
        var source = SqliteDialect.Instance.Quote(from);
        return Text().Append("UPDATE ").Name(table).Append(" SET ").Name(to).Append(" = ")
            .Append(toList ? ColumnSql.AsList(source) : ColumnSql.AsSingle(source)).ToString();
    }

    /// <summary>Written from the parsed parts; an owner's text never gets here as it is.</summary>
    internal static string CreateIndex(Collection collection, CollectionIndex index)
    {
        var sql = Text().Append(index.Unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ").Name(index.Name)
            .Append(" ON ").Name(collection.Name.ToString()).Append(" (");
        for (var i = 0; i < index.Columns.Length; i++)
        {
            var column = index.Columns[i];
            sql.Append(i == 0 ? "" : ", ");
            if (column.IsExpression) sql.Append(IndexSql.Expression(collection, column.Name, SqliteDialect.Instance.Quote));
            else sql.Name(column.Name);
            if (column.Collation.Length > 0) sql.Append(" COLLATE ").Name(column.Collation);
            if (column.Descending) sql.Append(" DESC");
        }

        sql.Append(")");
        if (index.Where.Length > 0) sql.Append(" WHERE ").Append(IndexSql.Expression(collection, index.Where, SqliteDialect.Instance.Quote));
        return sql.ToString();
    }

    internal static string DropIndex(string index) => Text().Append("DROP INDEX IF EXISTS ").Name(index).ToString();

    /// <summary>The one place where a superuser's own SQL becomes part of the schema.</summary>
    internal static string CreateView(Collection view)
    {
        var select = (view.ViewQuery ?? "").TrimEnd(' ', '\t', '\r', '\n', ';');
        var end = select.Contains("--", StringComparison.Ordinal) ? "\n)" : ")"; // else a comment could swallow the parenthesis
        return Text().Append("CREATE VIEW ").Name(view.Name.ToString()).Append(" AS SELECT * FROM (").Append(select).Append(end).ToString();
    }

    internal static string DropView(string view) => Text().Append("DROP VIEW IF EXISTS ").Name(view).ToString();

    internal static string SelectAll(string table) => Text().Append("SELECT * FROM ").Name(table).ToString();

    private static SqlText Text() => new(SqliteDialect.Instance);
}
