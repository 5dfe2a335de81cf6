using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Before the items of a list are looked at one by one: a list that does not contain the text of a constant has no such item.</summary>
internal static class ItemNeedle
{
    /// <returns>A condition that lists without the item mostly fail; empty where nothing is gained.</returns>
    public static SqlText MayHold(SqlContext context, Condition condition, SqlScope scope)
    {
        if (condition is not Condition.Compare { Operator: ComparisonOperator.Equal } compare ||
            Equalities.Of(context, compare.Left, compare.Right) != Equality.Constant)
        {
            return SqlText.Empty;
        }

        var (constant, other) = compare.Left is Operand.Parameter left ? (left, compare.Right) : ((Operand.Parameter)compare.Right, compare.Left);
        var (parent, field) = ListOf(other);
        if (parent is null || SourceUse.Multiplies(parent)) return SqlText.Empty;
        var column = scope.Column(parent, context.Dialect.Name(field!.Name));
        return context.Dialect.MayHaveItem(column, context.Parameter(constant, SqlTransform.Needle));
    }

    // Where the operand is an item of it: by tags:each or by editors.id.
    private static (Source? Parent, Field? Field) ListOf(Operand operand) => operand switch
    {
        Operand.Item { Source: Source.Each each, Lower: false } => (each.Parent, each.Field),
        Operand.Column { Source: Source.Related { Field.IsMultiple: true } related, Field.Name: "id", Modifier: ColumnModifier.None } =>
            (related.Parent, related.Field),
        _ => (null, null),
    };
}
