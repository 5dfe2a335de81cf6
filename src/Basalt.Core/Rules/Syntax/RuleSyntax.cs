using System.Collections.Immutable;

namespace Basalt.Rules;

/// <summary>An expression as written, before any name is looked up.</summary>
internal abstract record RuleSyntax
{
    private RuleSyntax() { } // closed: every node is nested here

    public sealed record And(RuleSyntax Left, RuleSyntax Right) : RuleSyntax;

    public sealed record Or(RuleSyntax Left, RuleSyntax Right) : RuleSyntax;

    public sealed record Comparison(OperandSyntax Left, ComparisonOperator Operator, bool Any, OperandSyntax Right) : RuleSyntax;
}

/// <summary>One side of a comparison, or an argument of a function.</summary>
/// <param name="Position">Of its first character in the text, from 0.</param>
internal abstract record OperandSyntax(int Position)
{
    public sealed record Identifier(string Name, int Position) : OperandSyntax(Position);

    public sealed record Number(double Value, int Position) : OperandSyntax(Position);

    public sealed record Text(string Value, int Position) : OperandSyntax(Position);

    public sealed record Function(string Name, ImmutableArray<OperandSyntax> Arguments, int Position) : OperandSyntax(Position);
}
