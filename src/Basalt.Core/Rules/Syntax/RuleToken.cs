namespace Basalt.Rules;

internal enum RuleTokenKind : byte
{
    End,
    Identifier,
    Number,

    /// <summary>With its quotes.</summary>
    Text,

    /// <summary>A run of <c>? = ! ~ &lt; &gt;</c>, known or not.</summary>
    Sign,

    /// <summary>A run of <c>&amp; |</c>, known or not.</summary>
    Join,
    Open,
    Close,
    Comma,
}

internal readonly record struct RuleToken(RuleTokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;
}
