using Basalt.Records;
using Basalt.Text;

namespace Basalt.Rules;

/// <summary>Three-valued truth, and that only an engine can tell.</summary>
internal enum Truth : byte
{
    False,
    Unknown,
    True,
    Undecided,
}

/// <summary>One side of a comparison: a value, and what the language does with it.</summary>
/// <param name="Operand">Where the value comes from.</param>
/// <param name="Value">The value.</param>
/// <param name="Constant">The same as it was written or sent, if the operand is a parameter.</param>
internal readonly record struct ComparisonSide(Operand Operand, Scalar Value, Value Constant)
{
    public bool IsConstant => Operand is Operand.Parameter;

    public bool IsNullSafe => OperandTraits.IsNullSafe(Operand);

    /// <summary>The text that <c>~</c> looks at.</summary>
    public Scalar Text => Operand switch
    {
        Operand.Parameter => Scalar.TextOfConstant(Constant),
        Operand.Column => Value.ToStoredText(),
        _ => Value.ToText(),
    };

    public bool IsEmpty => Value.IsNull || Value.String is { Length: 0 };

    /// <summary>This value, converted for a comparison with <paramref name="other"/>.</summary>
    public Scalar For(ComparisonSide other)
    {
        if (!IsConstant) return Value;
        return (OperandTraits.AffinityOf(other.Operand), Value.Kind) switch
        {
            (Affinity.Text, ScalarKind.Number) => Text,
            (Affinity.Number, ScalarKind.Text) when RealText.TryParse(Value.String!, out var number) => Scalar.Of(number),
            _ => Value,
        };
    }
}

/// <summary>Compares two single values (the protocol's filters page, sections 4 to 6).</summary>
internal static class Comparison
{
    public static Truth Of(ComparisonSide left, ComparisonOperator comparison, ComparisonSide right)
    {
        if (left.Value.IsUndecided || right.Value.IsUndecided) return Truth.Undecided;
        return comparison switch
        {
            ComparisonOperator.Equal => Equal(left, right),
            ComparisonOperator.NotEqual => Equal(left, right) switch
            {
                Truth.True => Truth.False,
                Truth.Undecided => Truth.Undecided,
                _ => Truth.True, // also where equality is unknown
            },
            ComparisonOperator.Like => Like(left, right),
            ComparisonOperator.NotLike => Like(left, right) switch
            {
                Truth.True => Truth.False,
                Truth.False => Truth.True,
                var other => other,
            },
            _ => Ordered(left, comparison, right),
        };
    }

    private static Truth Equal(ComparisonSide left, ComparisonSide right)
    {
        if (left.IsNullSafe || right.IsNullSafe) return Same(left.Value, right.Value);
        if (left.IsConstant && right.IsConstant && left.IsEmpty && right.IsEmpty) return Truth.True;
        if ((left.IsConstant && !left.IsEmpty) || (right.IsConstant && !right.IsEmpty))
        {
            return left.Value.IsNull || right.Value.IsNull ? Truth.Unknown : Same(left.For(right), right.For(left));
        }

        if (left.IsConstant) return Of(right.IsEmpty);
        if (right.IsConstant) return Of(left.IsEmpty);
        return Same(NullAsEmpty(left.Value), NullAsEmpty(right.Value));
    }

    private static Truth Ordered(ComparisonSide left, ComparisonOperator comparison, ComparisonSide right)
    {
        if (left.Value.IsNull || right.Value.IsNull) return Truth.Unknown;
        var nullSafe = left.IsNullSafe || right.IsNullSafe;
        var (l, r) = nullSafe ? (left.Value, right.Value) : (left.For(right), right.For(left));
        if (l.IsUndecided || r.IsUndecided) return Truth.Undecided;
        var order = Order(l, r);
        return Of(comparison switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            ComparisonOperator.GreaterOrEqual => order >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "is no order"),
        });
    }

    private static Truth Like(ComparisonSide left, ComparisonSide right)
    {
        if (left.Value.IsNull || right.Value.IsNull) return Truth.Unknown;
        var text = left.Text;
        var pattern = PatternOf(right);
        if (text.IsUndecided || pattern is null) return Truth.Undecided;
        return pattern.IsMatch(text.String) is { } matches ? Of(matches) : Truth.Undecided;
    }

    private static LikePattern? PatternOf(ComparisonSide right)
    {
        // A number is looked for as people write it, because they wrote it.
        if (right.Constant.Kind == ValueKind.Number) return LikePattern.OfConstant(NumberText.Format(right.Constant.AsNumber()));
        if (right.Text.String is not { } text) return null;
        return right.IsConstant ? LikePattern.OfConstant(text) : LikePattern.OfValue(text);
    }

    private static Truth Same(Scalar left, Scalar right)
    {
        if (left.IsUndecided || right.IsUndecided) return Truth.Undecided;
        if (left.Kind != right.Kind) return Truth.False;
        return Of(left.Kind == ScalarKind.Number ? left.Number == right.Number : string.Equals(left.String, right.String, StringComparison.Ordinal));
    }

    // Numbers come before texts.
    private static int Order(Scalar left, Scalar right) => (left.Kind, right.Kind) switch
    {
        (ScalarKind.Number, ScalarKind.Number) => left.Number.CompareTo(right.Number),
        (ScalarKind.Text, ScalarKind.Text) => CodePoints.Compare(left.String!, right.String!),
        _ => left.Kind.CompareTo(right.Kind),
    };

    private static Scalar NullAsEmpty(Scalar value) => value.IsNull ? Scalar.Of("") : value;

    private static Truth Of(bool value) => value ? Truth.True : Truth.False;
}
