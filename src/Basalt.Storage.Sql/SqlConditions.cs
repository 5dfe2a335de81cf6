using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>
/// Writes a condition for one record under test. The language says: a record matches when some combination of joined rows makes the
/// whole condition true. Joining everything and removing duplicates would say that too, at the price of a product of tables, so:
/// <list type="number">
/// <item>"Some row" distributes over OR, and over AND where the sides share no joined row: each part gets a subquery of its own.</item>
/// <item>Such a subquery is EXISTS for each record, or, where an index leads from a constant to the records, a list of them.</item>
/// <item>An all-match comparison adds NOT EXISTS of a value that fails it; as that looks at all values, it stands outside.</item>
/// </list>
/// Sources with one row a record are joined outside and seen from everywhere.
/// </summary>
internal sealed class SqlConditions
{
    private readonly SqlContext _context;
    private readonly SqlJoins _joins;
    private readonly SqlComparisons _comparisons;

    public SqlConditions(SqlContext context, SqlJoins joins)
    {
        _context = context;
        _joins = joins;
        Operands = new SqlOperands(context, Rows);
        _comparisons = new SqlComparisons(context, Operands);
    }

    public SqlOperands Operands { get; }

    /// <summary>The condition, with every source that can have several rows in a subquery.</summary>
    public SqlText Write(Condition condition, SqlScope scope)
    {
        if (SourceUse.Multiplying([condition]).Count == 0) return Rows(condition, scope);
        return condition switch
        {
            Condition.Or or => SqlText.Of($"({Write(or.Left, scope)} OR {Write(or.Right, scope)})"),
            Condition.And and => SqlText.Join($" AND ", Conjuncts.Group(and).Select(g => g.Count == 1 ? Write(g[0], scope) : SomeRow(g, scope))),
            _ => SomeRow([condition], scope),
        };
    }

    /// <summary>The condition for the current combination of joined rows, all of which are in scope.</summary>
    private SqlText Rows(Condition condition, SqlScope scope) => condition switch
    {
        Condition.And and => SqlText.Of($"{Rows(and.Left, scope)} AND {Rows(and.Right, scope)}"),
        Condition.Or or => SqlText.Of($"({Rows(or.Left, scope)} OR {Rows(or.Right, scope)})"),
        Condition.Compare compare when IsAll(compare) => SqlText.Of($"({Holds(compare, scope)} AND {NoneFails(compare, scope)})"),
        Condition.Compare compare => Holds(compare, scope),
        Condition.NoRow noRow => SqlText.Of($"{scope.Column(noRow.Source, _context.Dialect.Name("id"))} IS NULL"),
        Condition.EveryRow every => EveryRow(every, scope),
        _ => throw new InvalidOperationException($"{condition} has no SQL"),
    };

    // Joined anew, apart from the current rows: what lies before the source, and below it what the condition needs.
    private SqlText EveryRow(Condition.EveryRow every, SqlScope scope)
    {
        var path = SourceUse.Multiplying(every.Source);
        var rows = Joined(path, scope);
        var below = SourceUse.Multiplying([every.Condition]).Where(s => !path.Contains(s)).ToList();
        var inner = Joined(below, rows);
        var holds = Rows(every.Condition, inner);
        if (below.Count > 0) holds = SqlText.Of($"EXISTS (SELECT 1 FROM {_joins.From(below, null, inner).From} WHERE {holds})");
        var exists = SqlText.Of($"{rows.Column(every.Source, _context.Dialect.Name("id"))} IS NOT NULL");
        return SqlText.Of($"NOT EXISTS (SELECT 1 FROM {_joins.From(path, null, rows).From} WHERE {exists} AND ({holds}) IS NOT TRUE)");
    }

    private SqlText SomeRow(IReadOnlyList<Condition> conditions, SqlScope scope)
    {
        var outside = conditions.OfType<Condition.Compare>().Where(c => IsAll(c) && LooksAtAllOnly(c)).ToList();
        var some = IndexedEntry.Find(_context, conditions) is { } entry
            ? ListOfRecords(entry, conditions, outside, scope)
            : Exists(conditions, outside, scope);
        return SqlText.Join($" AND ", [some, .. outside.Select(c => NoneFails(c, scope))]);
    }

    private SqlText Exists(IReadOnlyList<Condition> conditions, List<Condition.Compare> outside, SqlScope scope)
    {
        var sources = SourceUse.Multiplying(conditions);
        var inner = Joined(sources, scope);
        var head = sources.FirstOrDefault(s => !IsBelowAny(s, sources) && !conditions.All(new Missing(_context, s).CanHold));
        var some = _joins.Some(sources, head, inner, Inside(conditions, outside, inner));
        return SqlText.Join($" AND ", [.. conditions.Select(c => ItemNeedle.MayHold(_context, c, scope)), some]);
    }

    // The records again, under another alias, and what leads to the entry by inner joins, so that the database can begin there.
    private SqlText ListOfRecords(Source entry, IReadOnlyList<Condition> conditions, List<Condition.Compare> outside, SqlScope scope)
    {
        var query = _context.Shape.Query;
        var root = _context.NextAlias();
        var inner = Joined([.. query.Sources.Where(s => !SourceUse.Multiplies(s)), .. SourceUse.Multiplying(conditions)], null);
        inner.Add(query.Root, root);
        var where = SqlText.Join($" AND ", Inside(conditions, outside, inner));
        var from = SqlText.Of($"{_context.Dialect.Table(query.Collection)} AS {root}{_joins.JoinUsed(inner, entry)}");
        var key = _context.Dialect.OrderOf(query.Collection)!.Value;
        return SqlText.Of($"{scope.Column(query.Root, key)} IN (SELECT {inner.Column(query.Root, key)} FROM {from} WHERE {where})");
    }

    private IEnumerable<SqlText> Inside(IReadOnlyList<Condition> conditions, List<Condition.Compare> outside, SqlScope scope) =>
        conditions.Select(c => c is Condition.Compare compare && outside.Contains(compare) ? Holds(compare, scope) : Rows(c, scope));

    private SqlText Holds(Condition.Compare compare, SqlScope scope) => _comparisons.Write(
        new ScopedOperand(compare.Left, scope), compare.Operator, new ScopedOperand(compare.Right, scope), onlyTruth: true);

    // No pair of values of both sides definitely fails; rows are joined anew, apart from the current ones.
    private SqlText NoneFails(Condition.Compare compare, SqlScope scope)
    {
        var (left, right) = (JoinedAnew(compare.Left, compare.Scope), JoinedAnew(compare.Right, compare.Scope));
        var (leftScope, rightScope) = (Joined(left, scope), Joined(right, scope));
        var fails = _comparisons.Write(
            new ScopedOperand(compare.Left, leftScope), compare.Operator, new ScopedOperand(compare.Right, rightScope), onlyTruth: false);

        var fail = SqlText.Of($"NOT ({fails})");
        if (left.Count > 0 && right.Count > 0)
        {
            return SqlText.Of($"NOT EXISTS (SELECT 1 FROM {_joins.FromBoth(left, leftScope, right, rightScope)} WHERE {fail})");
        }

        var (only, onlyScope) = left.Count > 0 ? (left, leftScope) : (right, rightScope);
        var head = new Missing(_context, only[0]).CanFail(compare) ? null : only[0];
        return SqlText.Of($"NOT {_joins.Some(only, head, onlyScope, [fail])}");
    }

    private SqlScope Joined(IEnumerable<Source> sources, SqlScope? outer)
    {
        var scope = new SqlScope(outer);
        foreach (var source in sources) scope.Add(source, _context.NextAlias());
        return scope;
    }

    private static bool IsAll(Condition.Compare compare) =>
        !compare.Any && (compare.Left.IsMultipleFrom(compare.Scope) || compare.Right.IsMultipleFrom(compare.Scope));

    // What leads to the row that "all" starts from stays as it is.
    private static List<Source> JoinedAnew(Operand operand, Source? start) => operand.IsMultipleFrom(start)
        ? [.. SourceUse.Multiplying(operand).Where(s => start is null || !SourceUse.IsWithin(start, s))]
        : [];

    // False when it also depends on a current row: that of its start, or of a side that is not multiple and yet joined (a distance).
    private static bool LooksAtAllOnly(Condition.Compare compare) => compare.Scope is null &&
        (compare.Left.IsMultiple || SourceUse.Multiplying(compare.Left).Count == 0) &&
        (compare.Right.IsMultiple || SourceUse.Multiplying(compare.Right).Count == 0);

    private static bool IsBelowAny(Source source, List<Source> sources) => source.Parent is { } parent && sources.Contains(parent);
}
