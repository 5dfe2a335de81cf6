using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>Which row of the protocol's table of <c>=</c> (filters page, section 4) two operands fall under.</summary>
internal enum Equality : byte
{
    /// <summary>NULL equals NULL and nothing else; "" and NULL differ.</summary>
    Identity,

    /// <summary>Two empty constants: always equal.</summary>
    BothEmpty,

    /// <summary>A constant that is not empty: plain equality, unknown for NULL.</summary>
    Constant,

    /// <summary>The left is an empty constant: the right must be "" or NULL.</summary>
    LeftEmpty,

    /// <summary>The right is an empty constant: the left must be "" or NULL.</summary>
    RightEmpty,

    /// <summary>Two values of rows: NULL counts as "".</summary>
    Values,
}

internal static class Equalities
{
    public static Equality Of(SqlContext context, Operand left, Operand right)
    {
        if (OperandTraits.IsNullSafe(left) || OperandTraits.IsNullSafe(right)) return Equality.Identity;
        var (leftEmpty, rightEmpty) = (context.IsEmpty(left), context.IsEmpty(right));
        if (leftEmpty && rightEmpty) return Equality.BothEmpty;
        if ((left is Operand.Parameter && !leftEmpty) || (right is Operand.Parameter && !rightEmpty)) return Equality.Constant;
        if (leftEmpty) return Equality.LeftEmpty;
        return rightEmpty ? Equality.RightEmpty : Equality.Values;
    }
}
