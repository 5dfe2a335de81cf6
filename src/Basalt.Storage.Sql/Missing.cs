using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>
/// What a condition can be when a source has no row, all its columns being NULL. Where that decides the answer, an inner join says
/// the same as a left join, and lets the database begin with the joined table.
/// </summary>
internal sealed class Missing(SqlContext context, Source source)
{
    /// <summary>False when the condition can't be true without a row; true when that is not known.</summary>
    public bool CanHold(Condition condition) => condition switch
    {
        Condition.And and => CanHold(and.Left) && CanHold(and.Right),
        Condition.Or or => CanHold(or.Left) || CanHold(or.Right),
        Condition.Compare compare => CanBe(compare, true),
        _ => true,
    };

    /// <summary>False when the comparison can't be false (rather than unknown) without a row; true when that is not known.</summary>
    public bool CanFail(Condition.Compare compare) => CanBe(compare, false);

    private bool CanBe(Condition.Compare compare, bool outcome)
    {
        var (left, right) = (IsNull(compare.Left), IsNull(compare.Right));
        if (!left && !right) return true;
        if (compare.Operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)) return false; // unknown

        var other = left ? compare.Right : compare.Left;
        var equal = Equalities.Of(context, compare.Left, compare.Right) switch
        {
            Equality.Identity => other is Operand.Parameter p ? context.ClassOf(p) == ParameterClass.Null : (bool?)null,
            Equality.LeftEmpty or Equality.RightEmpty => true,
            Equality.Values => SqlComparisons.IsOwnId(other) ? false : null,
            _ => compare.Operator == ComparisonOperator.NotEqual ? false : !outcome, // "=" is unknown here, and so is neither
        };
        return equal is not { } known || known == (outcome == (compare.Operator == ComparisonOperator.Equal));
    }

    private bool IsNull(Operand operand) => operand switch
    {
        Operand.Column column => column.Modifier != ColumnModifier.Length && SourceUse.IsWithin(column.Source, source),
        Operand.Item item => SourceUse.IsWithin(item.Source, source),
        Operand.Strftime { Time: { } time } => IsNull(time),
        Operand.GeoDistance d => IsNull(d.LonA) || IsNull(d.LatA) || IsNull(d.LonB) || IsNull(d.LatB),
        _ => false,
    };
}
