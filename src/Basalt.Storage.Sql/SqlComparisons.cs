using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>
/// Writes <c>left op right</c> for one value on each side: the tables of the protocol's filters page, sections 4 (NULL and empty),
/// 5 (patterns) and 6 (types).
/// </summary>
internal sealed class SqlComparisons(SqlContext context, SqlOperands operands)
{
    private readonly SqlDialect _dialect = context.Dialect;

    /// <param name="onlyTruth">Nobody asks whether it is false or unknown, so that a form may be taken that an index can serve.</param>
    public SqlText Write(ScopedOperand left, ComparisonOperator op, ScopedOperand right, bool onlyTruth) => op switch
    {
        ComparisonOperator.Equal => Equal(left, right, onlyTruth),
        ComparisonOperator.NotEqual => NotEqual(left, right),
        ComparisonOperator.Like => Like(left, right, onlyTruth),
        ComparisonOperator.NotLike => SqlText.Of($"NOT ({Like(left, right, onlyTruth: false)})"),
        ComparisonOperator.Less => Ordered(left, SqlText.Of($"<"), right),
        ComparisonOperator.LessOrEqual => Ordered(left, SqlText.Of($"<="), right),
        ComparisonOperator.Greater => Ordered(left, SqlText.Of($">"), right),
        ComparisonOperator.GreaterOrEqual => Ordered(left, SqlText.Of($">="), right),
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "is no operator"),
    };

    private SqlText Equal(ScopedOperand left, ScopedOperand right, bool onlyTruth)
    {
        // A side that is not written must not be asked for: it would leave a parameter without a placeholder.
        switch (Equalities.Of(context, left.Operand, right.Operand))
        {
            case Equality.BothEmpty: return SqlText.Of($"1 = 1");
            case Equality.LeftEmpty: return _dialect.EmptyOrNull(operands.Value(right), context.Parameters);
            case Equality.RightEmpty: return _dialect.EmptyOrNull(operands.Value(left), context.Parameters);
        }

        var (l, r) = Sides(left, right);
        return Equalities.Of(context, left.Operand, right.Operand) switch
        {
            Equality.Identity => _dialect.Same(l, r),
            Equality.Constant when onlyTruth => SqlText.Join($" AND ", [_dialect.Equal(l, r), FilledFor(left, l), FilledFor(right, r)]),
            Equality.Constant => _dialect.Equal(l, r),

            // What equals an own id is not missing, so that nothing needs mapping.
            _ when onlyTruth && (IsOwnId(left.Operand) || IsOwnId(right.Operand)) => _dialect.Equal(l, r),
            _ => _dialect.SameOrEmpty(l, r),
        };
    }

    private SqlText NotEqual(ScopedOperand left, ScopedOperand right)
    {
        switch (Equalities.Of(context, left.Operand, right.Operand))
        {
            case Equality.BothEmpty: return SqlText.Of($"1 = 0");
            case Equality.LeftEmpty: return _dialect.Filled(operands.Value(right));
            case Equality.RightEmpty: return _dialect.Filled(operands.Value(left));
        }

        var (l, r) = Sides(left, right);
        return Equalities.Of(context, left.Operand, right.Operand) == Equality.Values
            ? _dialect.DiffersOrEmpty(l, r)
            : _dialect.Differs(l, r);
    }

    // Says once more what follows from the constant, for a partial index that asks for it.
    private static SqlText FilledFor(ScopedOperand operand, SqlOperand value) =>
        operand.Operand is Operand.Column column && Indexes.AskForFilled(column) ? SqlText.Of($"{value.Sql} <> ''") : SqlText.Empty;

    private SqlText Ordered(ScopedOperand left, SqlText sign, ScopedOperand right)
    {
        var (l, r) = Sides(left, right);
        return _dialect.Ordered(l, sign, r);
    }

    private SqlText Like(ScopedOperand left, ScopedOperand right, bool onlyTruth)
    {
        var text = operands.WriteText(left);
        if (right.Operand is not Operand.Parameter constant) return _dialect.Contains(text, operands.WriteText(right));
        var like = _dialect.Like(text, operands.Write(right, SqlTransform.Pattern));
        return onlyTruth && context.ClassOf(constant) == ParameterClass.Prefix && left.Operand is Operand.Column column
            ? SqlText.Join($" AND ", [Indexes.PrefixRange(context, column, text, constant), like])
            : like;
    }

    // A constant is converted by what it is compared with, when the request arrives; the column stays bare, for its index.
    private (SqlOperand Left, SqlOperand Right) Sides(ScopedOperand left, ScopedOperand right)
    {
        var (toLeft, toRight) = (OperandTraits.AffinityOf(left.Operand), OperandTraits.AffinityOf(right.Operand));
        if (left.Operand is Operand.Parameter || right.Operand is Operand.Parameter)
        {
            return (operands.Value(left, SqlTransforms.For(toRight)), operands.Value(right, SqlTransforms.For(toLeft)));
        }

        return toLeft == toRight && toLeft != Affinity.None
            ? (operands.Value(left), operands.Value(right))
            : (operands.Unconverted(left), operands.Unconverted(right));
    }

    /// <summary>The id of the record under test: never "" or NULL.</summary>
    public static bool IsOwnId(Operand operand) =>
        operand is Operand.Column { Source: Source.Root, Field.Name: "id", Modifier: ColumnModifier.None } column && !column.Source.Collection!.IsView;
}
