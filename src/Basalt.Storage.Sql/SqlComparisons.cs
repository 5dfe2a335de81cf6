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
            case Equality.LeftEmpty: return EmptyOrNull(operands.Write(right));
            case Equality.RightEmpty: return EmptyOrNull(operands.Write(left));
        }

        var (l, r) = Sides(left, right);
        return Equalities.Of(context, left.Operand, right.Operand) switch
        {
            Equality.Identity => _dialect.Same(l, r),
            Equality.Constant when onlyTruth => SqlText.Join($" AND ", [SqlText.Of($"{l} = {r}"), FilledFor(left, l), FilledFor(right, r)]),
            Equality.Constant => SqlText.Of($"{l} = {r}"),

            // What equals an own id is not missing, so that nothing needs mapping.
            _ when onlyTruth && (IsOwnId(left.Operand) || IsOwnId(right.Operand)) => SqlText.Of($"{l} = {r}"),
            _ => SqlText.Of($"COALESCE({l}, '') = COALESCE({r}, '')"),
        };
    }

    private SqlText NotEqual(ScopedOperand left, ScopedOperand right)
    {
        switch (Equalities.Of(context, left.Operand, right.Operand))
        {
            case Equality.BothEmpty: return SqlText.Of($"1 = 0");
            case Equality.LeftEmpty: return Filled(operands.Write(right));
            case Equality.RightEmpty: return Filled(operands.Write(left));
        }

        var (l, r) = Sides(left, right);
        return Equalities.Of(context, left.Operand, right.Operand) == Equality.Values
            ? SqlText.Of($"COALESCE({l}, '') <> COALESCE({r}, '')")
            : _dialect.Differs(l, r);
    }

    // Says once more what follows from the constant, for a partial index that asks for it.
    private static SqlText FilledFor(ScopedOperand operand, SqlText value) =>
        operand.Operand is Operand.Column column && Indexes.AskForFilled(column) ? SqlText.Of($"{value} <> ''") : SqlText.Empty;

    private static SqlText Filled(SqlText value) => SqlText.Of($"({value} <> '' AND {value} IS NOT NULL)");

    // NULL comes in as a parameter: told that a NOT NULL column is NULL, SQLite drops the term and then finds no index for the rest.
    private SqlText EmptyOrNull(SqlText value) =>
        SqlText.Of($"({value} = '' OR {_dialect.Same(value, context.Parameters.Add((string?)null))})");

    private SqlText Ordered(ScopedOperand left, SqlText sign, ScopedOperand right)
    {
        var (l, r) = Sides(left, right);
        return SqlText.Of($"{l} {sign} {r}");
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
    private (SqlText Left, SqlText Right) Sides(ScopedOperand left, ScopedOperand right)
    {
        var (toLeft, toRight) = (OperandTraits.AffinityOf(left.Operand), OperandTraits.AffinityOf(right.Operand));
        if (left.Operand is Operand.Parameter || right.Operand is Operand.Parameter)
        {
            return (operands.Write(left, SqlTransforms.For(toRight)), operands.Write(right, SqlTransforms.For(toLeft)));
        }

        return toLeft == toRight && toLeft != Affinity.None
            ? (operands.Write(left), operands.Write(right))
            : (operands.WriteUnconverted(left), operands.WriteUnconverted(right));
    }

    /// <summary>The id of the record under test: never "" or NULL.</summary>
    public static bool IsOwnId(Operand operand) =>
        operand is Operand.Column { Source: Source.Root, Field.Name: "id", Modifier: ColumnModifier.None } column && !column.Source.Collection!.IsView;
}
