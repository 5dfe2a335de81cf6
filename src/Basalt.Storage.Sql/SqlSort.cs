using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Writes ORDER BY.</summary>
internal sealed class SqlSort(SqlContext context, SqlJoins joins, SqlOperands operands)
{
    /// <summary>
    /// The query's terms, then insertion order, so that pages neither overlap nor skip. It runs the way of the last term: an index
    /// on that term holds its equal rows in this order already. Empty when nothing orders the rows (a view without a sort).
    /// </summary>
    public SqlText Write(SqlScope scope)
    {
        var query = context.Shape.Query;
        var terms = query.Sort.Select(t => Term(t, scope)).ToList();
        var last = query.Sort.LastOrDefault();
        if (last is not (SortTerm.Random or SortTerm.Insertion)) terms.Add(Insertion(last is SortTerm.By { Descending: true }, scope));
        return SqlText.Join($", ", terms);
    }

    private SqlText Term(SortTerm term, SqlScope scope) => term switch
    {
        SortTerm.By by => context.Dialect.Directed(Value(by.Column, scope), by.Descending, CanBeNull(by.Column)),
        SortTerm.Insertion insertion => Insertion(insertion.Descending, scope),
        SortTerm.Random => context.Dialect.Random,
        _ => throw new InvalidOperationException($"{term} orders nothing"),
    };

    private SqlText Insertion(bool descending, SqlScope scope) => context.Dialect.OrderOf(context.Shape.Collection) is { } column
        ? context.Dialect.Directed(scope.Column(context.Shape.Query.Root, column), descending, canBeNull: false)
        : SqlText.Empty;

    // Through several joined rows the least value decides; the language leaves it open.
    private SqlText Value(Operand.Column column, SqlScope scope)
    {
        var sources = SourceUse.Multiplying(column);
        if (sources.Count == 0) return operands.Write(new ScopedOperand(column, scope));
        var inner = new SqlScope(scope);
        foreach (var source in sources) inner.Add(source, context.NextAlias());
        var value = operands.Write(new ScopedOperand(column, inner));
        var (from, tie) = joins.From(sources, sources[0], inner);
        return context.Dialect.Least(value, from, tie);
    }

    private static bool CanBeNull(Operand.Column column) =>
        column is not { Source: Source.Root { Collection.IsView: false }, JsonPath.IsEmpty: true } || column.Field.Column == ColumnKind.Json;
}
