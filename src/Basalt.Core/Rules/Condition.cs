namespace Basalt.Rules;

/// <summary>A bound expression: names resolved, types known, free of any engine's syntax. Three-valued: true, false or unknown.</summary>
public abstract record Condition
{
    private Condition() { } // closed: every node is nested here

    public abstract T Accept<T>(IConditionVisitor<T> visitor);

    public sealed record And(Condition Left, Condition Right) : Condition
    {
        public override T Accept<T>(IConditionVisitor<T> visitor) => visitor.Visit(this);
    }

    public sealed record Or(Condition Left, Condition Right) : Condition
    {
        public override T Accept<T>(IConditionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// <c>left op right</c>. With <paramref name="Any"/> false and a multiple operand it is "all": the current row satisfies it and no
    /// row definitely fails it (the protocol's filters page, section 3.2). How two values compare: <see cref="OperandTraits"/>.
    /// </summary>
    public sealed record Compare(Operand Left, ComparisonOperator Operator, bool Any, Operand Right) : Condition
    {
        /// <summary>
        /// The source whose current row "all" starts from, when that isn't the record under test: the list rule of a collection that a
        /// filter reaches is held against each joined row by itself. Null for the record under test. An operand counts as multiple here
        /// only if <see cref="Operand.IsMultipleFrom"/> says so.
        /// </summary>
        public Source? Scope { get; init; }

        public override T Accept<T>(IConditionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The join found no row: such rows pass the rules of the collection joined to.</summary>
    public sealed record NoRow(Source Source) : Condition
    {
        public override T Accept<T>(IConditionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// Every row that the record under test has at <paramref name="Source"/> makes <paramref name="Condition"/> true; without rows it
    /// holds. The condition starts at the source's row, and its own joins are not shared with anything outside.
    /// </summary>
    public sealed record EveryRow(Source Source, Condition Condition) : Condition
    {
        public override T Accept<T>(IConditionVisitor<T> visitor) => visitor.Visit(this);
    }
}

public enum ComparisonOperator : byte
{
    Equal,
    NotEqual,
    Like,
    NotLike,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

public interface IConditionVisitor<out T>
{
    T Visit(Condition.And condition);

    T Visit(Condition.Or condition);

    T Visit(Condition.Compare condition);

    T Visit(Condition.NoRow condition);

    T Visit(Condition.EveryRow condition);
}
