using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Writes which rows are looked at before the condition.</summary>
internal sealed class SqlSelectors(SqlContext context)
{
    private readonly SqlDialect _dialect = context.Dialect;

    /// <returns>Empty for all rows.</returns>
    public SqlText Write(RowSelector selector, SqlScope scope) => selector switch
    {
        RowSelector.ById => SqlText.Of($"{Column("id", scope)} = {Key}"),
        RowSelector.ByIds => SqlText.Of($"{Column("id", scope)} IN ({Keys()})"),
        RowSelector.ByField by => ByField(Column(by.Field.Name, scope), by.IgnoreCase),
        RowSelector.Referring referring => Referring(Column(referring.Field.Name, scope), referring.Field),
        _ => SqlText.Empty,
    };

    private SqlText Key => context.Parameters.Add(new SqlParameterUse(SqlValueSource.Key));

    // An empty key finds nothing: nobody signs in by having no name. It also lets the usual partial index serve (WHERE email != '').
    private SqlText ByField(SqlText column, bool ignoreCase)
    {
        var equals = ignoreCase ? _dialect.IgnoringCase(column, SqlText.Of($"="), Key) : SqlText.Of($"{column} = {Key}");
        return SqlText.Of($"{equals} AND {column} <> ''");
    }

    private SqlText Referring(SqlText column, RelationField field)
    {
        if (!field.IsMultiple) return SqlText.Of($"{column} IN ({Keys()})");
        var items = context.NextAlias();
        return SqlText.Of(
            $"EXISTS (SELECT 1 FROM {_dialect.Unnest(_dialect.Items(column))} AS {items} WHERE {items}.{_dialect.ItemColumn} IN ({Keys()}))");
    }

    private SqlText Keys()
    {
        var keys = _dialect.Unnest(context.Parameters.Add(new SqlParameterUse(SqlValueSource.Keys)));
        return SqlText.Of($"SELECT {_dialect.ItemColumn} FROM {keys}");
    }

    private SqlText Column(string name, SqlScope scope) => scope.Column(context.Shape.Query.Root, _dialect.Name(name));
}
