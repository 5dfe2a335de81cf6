using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Tells whether the records that meet some conditions are best found from the joined side: a constant, an index on what is
/// compared with it, and indexes from there back to the records. Else each record is asked, which ends early under a limit.
/// </summary>
internal static class IndexedEntry
{
    /// <returns>The source to begin with, or null.</returns>
    public static Source? Find(SqlContext context, IReadOnlyList<Condition> conditions)
    {
        if (context.Shape.VirtualRoot || context.Dialect.OrderOf(context.Shape.Collection) is null) return null;
        foreach (var compare in conditions.OfType<Condition.Compare>())
        {
            if (compare.Operator != ComparisonOperator.Equal || Equalities.Of(context, compare.Left, compare.Right) != Equality.Constant) continue;
            var side = compare.Left is Operand.Parameter ? compare.Right : compare.Left;
            if (side is Operand.Column { Modifier: ColumnModifier.None } column && IsEntry(column, conditions)) return column.Source;
        }

        return null;
    }

    private static bool IsEntry(Operand.Column column, IReadOnlyList<Condition> conditions) =>
        SourceUse.Multiplies(column.Source) && Indexes.HaveEquality(column.Source.Collection!, column.Field) && LeadsToRoot(column.Source, conditions);

    private static bool LeadsToRoot(Source source, IReadOnlyList<Condition> conditions) => source switch
    {
        Source.Root => true,
        Source.BackRelated { Field.IsMultiple: false } s => LeadsToRoot(s.Parent!, conditions),
        Source.Related { Field.IsMultiple: false } s => Indexes.HaveEquality(s.Parent!.Collection!, s.Field) && LeadsToRoot(s.Parent, conditions),
        Source.Joined s => conditions.OfType<Condition.Compare>().Any(c => TiesToRoot(c, s)),
        _ => false,
    };

    private static bool TiesToRoot(Condition.Compare compare, Source.Joined source) =>
        compare.Operator == ComparisonOperator.Equal &&
        ((SqlComparisons.IsOwnId(compare.Left) && IsColumnOf(compare.Right, source)) ||
        (SqlComparisons.IsOwnId(compare.Right) && IsColumnOf(compare.Left, source)));

    private static bool IsColumnOf(Operand operand, Source source) =>
        operand is Operand.Column { Modifier: ColumnModifier.None, Field.Column: ColumnKind.Text } column && ReferenceEquals(column.Source, source);
}
