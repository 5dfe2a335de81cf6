using Basalt.Records;

namespace Basalt.Rules;

/// <summary>Evaluates a condition for the current combination of joined rows.</summary>
internal sealed class ConditionEvaluation(Record row, Value[] parameters, ItemLists items) : IConditionVisitor<Truth>, IOperandVisitor<Scalar>
{
    public Truth Visit(Condition.And condition)
    {
        // Without NOT in the language false and unknown lead to the same end, so either ends an AND.
        var left = condition.Left.Accept(this);
        if (left is Truth.False or Truth.Unknown) return left;
        var right = condition.Right.Accept(this);
        return right is Truth.False or Truth.Unknown || left == Truth.True ? right : left;
    }

    public Truth Visit(Condition.Or condition)
    {
        var left = condition.Left.Accept(this);
        if (left == Truth.True) return left;
        var right = condition.Right.Accept(this);
        if (right == Truth.True || left == Truth.False) return right;
        return right == Truth.Undecided ? right : left;
    }

    public Truth Visit(Condition.Compare condition)
    {
        var current = Comparison.Of(Side(condition.Left), condition.Operator, Side(condition.Right));
        var isAll = !condition.Any && (condition.Left.IsMultipleFrom(condition.Scope) || condition.Right.IsMultipleFrom(condition.Scope));
        return isAll && current == Truth.True ? All(condition) : current;
    }

    public Truth Visit(Condition.NoRow condition) => items.HasNoRow(condition.Source) ? Truth.True : Truth.Undecided;

    public Truth Visit(Condition.EveryRow condition) => items.HasNoRow(condition.Source) ? Truth.True : Truth.Undecided;

    public Scalar Visit(Operand.Parameter operand) => Scalar.OfParameter(parameters[operand.Index]);

    public Scalar Visit(Operand.Column operand)
    {
        if (operand.Source is Source.Root) return Scalars.Of(operand, row);
        if (!items.HasNoRow(operand.Source)) return Scalar.Undecided;
        return operand.Modifier == ColumnModifier.Length ? Scalar.Of(0.0) : Scalar.Null; // no row has no items, which is a number
    }

    public Scalar Visit(Operand.Item operand) => Case(items.Current(operand.Source), operand.Lower);

    public Scalar Visit(Operand.GeoDistance operand) => GeoDistance.Of(
        operand.LonA.Accept(this), operand.LatA.Accept(this), operand.LonB.Accept(this), operand.LatB.Accept(this));

    public Scalar Visit(Operand.Strftime operand) => operand.Time is { } time ? Strftime(operand, time.Accept(this)) : Scalar.Undecided;

    public Scalar Visit(Operand.Test operand) => operand.Condition.Accept(this) is var truth and not Truth.Undecided
        ? Scalar.Of(truth == Truth.True)
        : Scalar.Undecided;

    /// <summary>None of all pairs of values fails definitely; that the current one holds is known.</summary>
    private Truth All(Condition.Compare condition)
    {
        var result = Truth.True;
        var lefts = Values(condition.Left);
        var rights = Values(condition.Right);
        foreach (var left in lefts)
        {
            foreach (var right in rights)
            {
                switch (Comparison.Of(Side(condition.Left, left), condition.Operator, Side(condition.Right, right)))
                {
                    case Truth.False: return Truth.False;
                    case Truth.Undecided: result = Truth.Undecided; break;
                }
            }
        }

        return result;
    }

    private ComparisonSide Side(Operand operand) => Side(operand, operand.Accept(this));

    private ComparisonSide Side(Operand operand, Scalar value) =>
        new(operand, value, operand is Operand.Parameter parameter ? parameters[parameter.Index] : default);

    private Scalar[] Values(Operand operand) => operand switch
    {
        Operand.Item item => Array.ConvertAll(items.All(item.Source), value => Case(value, item.Lower)),
        Operand.Strftime { Time: Operand.Item item } strftime => Array.ConvertAll(items.All(item.Source), time => Strftime(strftime, time)),
        _ => [operand.Accept(this)],
    };

    private Scalar Strftime(Operand.Strftime operand, Scalar time)
    {
        var format = parameters[operand.Format.Index].AsText(); // the binder takes texts only
        return TimeText.Format(format, time, operand.Modifiers.Select(modifier => parameters[modifier.Index].AsText()));
    }

    private static Scalar Case(Scalar item, bool lower) =>
        lower && item.Kind == ScalarKind.Text ? Scalar.Of(AsciiText.Lower(item.String!)) : item;
}
