using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Writes the statements that change tables, indexes and views. Types, conversions and index columns differ between products.</summary>
internal abstract class SchemaSql(SqlDialect dialect)
{
    internal SqlDialect Dialect { get; } = dialect;

    internal SqlText CreateTable(Collection collection)
    {
        var columns = collection.Fields.Select(field => SqlText.Of($"{Name(field.Name)} {Definition(field)}"));
        return SqlText.Of($"CREATE TABLE {Dialect.Table(collection)} ({SqlText.Join($", ", [.. columns, InsertionOrder(collection)])})");
    }

    internal SqlText DropTable(string table) => SqlText.Of($"DROP TABLE {Name(table)}");

    internal SqlText RenameTable(string from, string to) => SqlText.Of($"ALTER TABLE {Name(from)} RENAME TO {Name(to)}");

    internal SqlText AddColumn(string table, string column, Field field) =>
        SqlText.Of($"ALTER TABLE {Name(table)} ADD COLUMN {Name(column)} {Definition(field)}");

    internal SqlText DropColumn(string table, string column) => SqlText.Of($"ALTER TABLE {Name(table)} DROP COLUMN {Name(column)}");

    internal SqlText RenameColumn(string table, string from, string to) =>
        SqlText.Of($"ALTER TABLE {Name(table)} RENAME COLUMN {Name(from)} TO {Name(to)}");

    /// <summary>Fills <paramref name="to"/> with the values of <paramref name="from"/> as lists, or as single values.</summary>
    internal SqlText Convert(string table, string from, string to, bool toList)
    {
        var converted = toList ? AsList(Name(from)) : AsSingle(Name(from));
        return SqlText.Of($"UPDATE {Name(table)} SET {Name(to)} = {converted}");
    }

    /// <summary>Written from the parsed parts; an owner's text never gets here as it is.</summary>
    internal SqlText CreateIndex(Collection collection, CollectionIndex index)
    {
        var unique = index.Unique ? SqlText.Of($"UNIQUE ") : SqlText.Empty;
        var columns = SqlText.Join($", ", index.Columns.Select(column => IndexColumn(collection, column)));
        var where = index.Where.Length > 0 ? SqlText.Of($" WHERE {Expression(collection, index.Where)}") : SqlText.Empty;
        return SqlText.Of($"CREATE {unique}INDEX {Name(index.Name)} ON {Dialect.Table(collection)} ({columns}{IndexEnd(index)}){where}");
    }

    internal SqlText DropIndex(string index) => SqlText.Of($"DROP INDEX IF EXISTS {Name(index)}");

    internal SqlText CreateView(SchemaSnapshot schema, Collection view) =>
        SqlText.Of($"CREATE VIEW {Dialect.Table(view)} AS SELECT {ViewColumns(schema, view)} FROM ({OwnersQuery(view.ViewQuery ?? "")}) AS q");

    /// <summary>The rows of a query as a view would have them.</summary>
    internal static SqlText SelectQuery(string query) => SqlText.Of($"SELECT * FROM ({OwnersQuery(query)}) AS q");

    internal abstract SqlText DropView(string view);

    /// <summary>Fails when the table or view can't be read.</summary>
    internal SqlText SelectNone(string table) => SqlText.Of($"SELECT * FROM {Name(table)} LIMIT 0");

    /// <summary>Type, default and constraints of a field's column.</summary>
    protected abstract SqlText Definition(Field field);

    /// <summary>What follows the last column of an index.</summary>
    protected virtual SqlText IndexEnd(CollectionIndex index) => SqlText.Empty;

    /// <summary>The column that keeps the order of insertion, with its definition; empty where tables have one anyway.</summary>
    protected abstract SqlText InsertionOrder(Collection collection);

    /// <summary>A column's values as lists: nothing becomes the empty list, a value a list of one; what is a list already stays.</summary>
    protected abstract SqlText AsList(SqlText column);

    /// <summary>A column's lists as single values: the last item, nothing for an empty list; what is no list stays.</summary>
    protected abstract SqlText AsSingle(SqlText column);

    /// <summary>What a view selects of its owner's query.</summary>
    protected abstract SqlText ViewColumns(SchemaSnapshot schema, Collection view);

    /// <exception cref="IndexNotPortedException">The product has nothing like it.</exception>
    protected abstract SqlText IndexColumn(Collection collection, IndexColumn column);

    // Written again token by token, and unable to leave its place: see IndexParser.
    protected SqlText Expression(Collection collection, string expression) =>
        SqlText.Trusted(IndexSql.Expression(collection, expression, Dialect.Quote, field => Compared(field).ToString()));

    /// <summary>A field's column where an index compares it with something.</summary>
    protected virtual SqlText Compared(Field field) => Name(field.Name);

    protected SqlText Name(string identifier) => Dialect.Name(identifier);

    // The one place where a superuser's own SQL becomes part of the schema. No comment is left to swallow a parenthesis.
    private static SqlText OwnersQuery(string query) => SqlText.Trusted(ViewText.TrimEnd(query));
}

/// <summary>An index asks for what a database does not have.</summary>
internal sealed class IndexNotPortedException(string reason) : Exception(reason);
