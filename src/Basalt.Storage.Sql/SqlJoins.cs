using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>A table of FROM and the condition that ties its rows to those before it; an empty condition lets all rows in.</summary>
internal readonly record struct SqlJoin(SqlText Table, SqlText On);

/// <summary>Writes how a source's rows are found from its parent's row.</summary>
internal sealed class SqlJoins(SqlContext context)
{
    private readonly SqlDialect _dialect = context.Dialect;

    /// <summary>Left joins: where nothing matches, one row of NULLs remains.</summary>
    public SqlText LeftJoin(IEnumerable<Source> sources, SqlScope scope)
    {
        var joins = sources.SelectMany(s => Of(s, scope)).Select(LeftJoin);
        return SqlText.Join($"", joins);
    }

    /// <summary>
    /// FROM for sources that see <paramref name="scope"/>'s outer rows. With a <paramref name="head"/>, only combinations in which
    /// it has a row; its own condition is given back for WHERE.
    /// </summary>
    public (SqlText From, SqlText Where) From(IReadOnlyList<Source> sources, Source? head, SqlScope scope)
    {
        if (head is null) return (SqlText.Of($"(SELECT 1) AS {context.NextAlias()}{LeftJoin(sources, scope)}"), SqlText.Empty);
        var joins = Of(head, scope);
        var more = joins.Skip(1).Select(LeftJoin);
        var others = LeftJoin(sources.Where(s => !ReferenceEquals(s, head)), scope);
        return (SqlText.Of($"{joins[0].Table}{SqlText.Join($"", more)}{others}"), joins[0].On);
    }

    /// <summary>True when some combination of rows meets the conditions.</summary>
    /// <inheritdoc cref="From" path="/param"/>
    public SqlText Some(IReadOnlyList<Source> sources, Source? head, SqlScope scope, IEnumerable<SqlText> conditions)
    {
        if (head is Source.BackRelated { Field.IsMultiple: true } back && context.Shape.Rows is not RowSelector.ById) return Referred(sources, back, scope, conditions);
        var (from, tie) = From(sources, head, scope);
        return SqlText.Of($"EXISTS (SELECT 1 FROM {from} WHERE {SqlText.Join($" AND ", [tie, .. conditions])})");
    }

    // No index leads from an id to the lists that name it. So all lists are unnested once, instead of once for each record.
    private SqlText Referred(IReadOnlyList<Source> sources, Source.BackRelated back, SqlScope scope, IEnumerable<SqlText> conditions)
    {
        RefuseCandidate(back);
        var items = context.NextAlias();
        var item = SqlText.Of($"{items}.{_dialect.ItemColumn}");
        var list = _dialect.Items(scope.Column(back, _dialect.Name(back.Field.Name)));
        var others = LeftJoin(sources.Where(s => !ReferenceEquals(s, back)), scope);
        var from = SqlText.Of($"{Table(back, scope)}{InnerJoin(Unnested(list, items))}{others}");
        var where = SqlText.Join($" AND ", [SqlText.Of($"{item} IS NOT NULL"), .. conditions]);
        return SqlText.Of($"{Id(back.Parent!, scope)} IN (SELECT {item} FROM {from} WHERE {where})");
    }

    /// <summary>FROM for all pairs of what is reached on two ways.</summary>
    public SqlText FromBoth(IReadOnlyList<Source> left, SqlScope leftScope, IReadOnlyList<Source> right, SqlScope rightScope) =>
        SqlText.Of($"{From(left, null, leftScope).From}{LeftJoin(right, rightScope)}");

    /// <summary>Joins of those sources of the scope that are read.</summary>
    /// <param name="present">A source that is known to have a row: it and what leads to it are inner joins.</param>
    public SqlText JoinUsed(SqlScope scope, Source? present = null)
    {
        // Backwards, because writing a join reads the parent.
        var joins = new Stack<SqlText>();
        foreach (var source in scope.Sources.Reverse().Where(s => s is not Source.Root && scope.IsUsed(s)))
        {
            var isInner = present is not null && SourceUse.IsWithin(present, source);
            joins.Push(SqlText.Join($"", Of(source, scope).Select(j => isInner ? InnerJoin(j) : LeftJoin(j))));
        }

        return SqlText.Join($"", joins);
    }

    private static SqlText InnerJoin(SqlJoin join) => SqlText.Of($" JOIN {join.Table} ON {On(join)}");

    private static SqlText LeftJoin(SqlJoin join) => SqlText.Of($" LEFT JOIN {join.Table} ON {On(join)}");

    private static SqlText On(SqlJoin join) => join.On.IsEmpty ? SqlText.Of($"1 = 1") : join.On;

    private ImmutableArray<SqlJoin> Of(Source source, SqlScope scope) => source switch
    {
        Source.Related { Field.IsMultiple: true } s => ByItems(s, _dialect.Items(ParentColumn(s, s.Field, scope)), scope),
        Source.Related s => ById(s, ParentColumn(s, s.Field, scope), scope),
        Source.BackRelated s => [new(Table(s, scope), PointsBack(s, scope))],
        Source.Joined s => [new(Table(s, scope), SqlText.Empty)],
        Source.CallerRecord s => ById(s, context.Parameter(s.Id, SqlTransform.ForText), scope),
        Source.Submitted { IsMultiple: true } s => ByItems(s, context.Parameter(s.Ids, SqlTransform.Ids), scope),
        Source.Submitted s => ById(s, context.Parameter(s.Ids, SqlTransform.ForText), scope),
        Source.Each s => [Unnested(_dialect.Items(ParentColumn(s, s.Field, scope)), scope.AliasOf(s))],
        Source.EachOf s => [Unnested(context.Parameter(s.List, SqlTransform.Items), scope.AliasOf(s))],
        _ => throw new InvalidOperationException($"{source} is joined to nothing"),
    };

    private ImmutableArray<SqlJoin> ById(Source source, SqlText id, SqlScope scope) =>
        [new(Table(source, scope), SqlText.Of($"{Id(source, scope)} = {id}"))];

    private ImmutableArray<SqlJoin> ByItems(Source source, SqlText jsonArray, SqlScope scope)
    {
        var items = context.NextAlias();
        return [Unnested(jsonArray, items), new(Table(source, scope), SqlText.Of($"{Id(source, scope)} = {items}.{_dialect.ItemColumn}"))];
    }

    private SqlText PointsBack(Source.BackRelated source, SqlScope scope)
    {
        RefuseCandidate(source);
        var field = scope.Column(source, _dialect.Name(source.Field.Name));
        var id = Id(source.Parent!, scope);
        return source.Field.IsMultiple ? HasItem(field, id) : SqlText.Of($"{field} = {id}");
    }

    private void RefuseCandidate(Source.BackRelated source)
    {
        if (!context.Shape.VirtualRoot || source.Parent is not Source.Root) return;
        throw BasaltException.Invalid("back_relation_of_candidate", "No record can refer to one that is not stored yet.");
    }

    private SqlText HasItem(SqlText list, SqlText item)
    {
        var items = context.NextAlias();
        return SqlText.Of(
            $"{_dialect.MayHaveStoredItem(list, item)} AND EXISTS (SELECT 1 FROM {_dialect.Unnest(_dialect.Items(list))} AS {items} WHERE {items}.{_dialect.ItemColumn} = {item})");
    }

    private SqlJoin Unnested(SqlText jsonArray, SqlText alias) => new(SqlText.Of($"{_dialect.Unnest(jsonArray)} AS {alias}"), SqlText.Empty);

    private SqlText Table(Source source, SqlScope scope) => SqlText.Of($"{_dialect.Table(source.Collection!)} AS {scope.AliasOf(source)}");

    private SqlText Id(Source source, SqlScope scope) => scope.Column(source, _dialect.Name("id"));

    private SqlText ParentColumn(Source source, Field field, SqlScope scope) => scope.Column(source.Parent!, _dialect.Name(field.Name));
}
