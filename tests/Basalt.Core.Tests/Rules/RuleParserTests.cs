using Basalt.Errors;
using Basalt.Rules;
using Basalt.Tests.Shared;

namespace Basalt.Core.Tests.Rules;

public sealed class RuleParserTests
{
    public static TheoryData<string, string> Accepted => new()
    {
        { "a = 1", "a Equal 1" },
        { "a=1", "a Equal 1" },
        { "a ?= 1", "a any Equal 1" },
        { "a!=1", "a NotEqual 1" },
        { "a?!=1", "a any NotEqual 1" },
        { "a~'x'", "a Like 'x'" },
        { "a!~'x'", "a NotLike 'x'" },
        { "a?!~'x'", "a any NotLike 'x'" },
        { "a<1", "a Less 1" },
        { "a<=1", "a LessOrEqual 1" },
        { "a>1", "a Greater 1" },
        { "a>=1", "a GreaterOrEqual 1" },
        { "a?>=1", "a any GreaterOrEqual 1" },
        { "a=-1", "a Equal -1" },
        { "1=a", "1 Equal a" },
        { "a = 1 && b = 2", "(a Equal 1 && b Equal 2)" },
        { "a = 1 || b = 2", "(a Equal 1 || b Equal 2)" },
        { "a = 1 || b = 2 && c = 3", "(a Equal 1 || (b Equal 2 && c Equal 3))" },
        { "a = 1 && b = 2 || c = 3", "((a Equal 1 && b Equal 2) || c Equal 3)" },
        { "a = 1 && (b = 2 || c = 3)", "(a Equal 1 && (b Equal 2 || c Equal 3))" },
        { "a = 1 && b = 2 && c = 3", "((a Equal 1 && b Equal 2) && c Equal 3)" },
        { "((a = 1))", "a Equal 1" },
        { "(a=1)&&(b=2)", "(a Equal 1 && b Equal 2)" },
        { " \t\r\n// note\r\n a // (\n = // '\n 1 // end", "a Equal 1" },
        { "a=1//", "a Equal 1" },
        { "a = 'x//y'", "a Equal 'x//y'" },
        { "a.b:c = @d.e", "a.b:c Equal @d.e" },
        { "_a = #b", "_a Equal #b" },
        { "a..b = 1", "a..b Equal 1" }, // the binder's matter
        { "a = 0.50", "a Equal 0.5" },
        { "a = 007", "a Equal 7" },
        { "a = 123456789012345678901234567890", "a Equal 1.2345678901234568E+29" },
        { "a = ''", "a Equal ''" },
        { "a = \"\"", "a Equal ''" },
        { @"a = 'it\'s'", "a Equal 'it's'" },
        { @"a = ""it\'s""", @"a Equal 'it\'s'" },
        { @"a = ""\""""", "a Equal '\"'" },
        { @"a = '\n\\x'", @"a Equal '\n\\x'" },
        { @"a = '\\'b'", @"a Equal '\'b'" }, // a quote after a backslash never closes
        { "a = 'b\0c'", "a Equal 'b\0c'" },
        { "a = 'b\nc'", "a Equal 'b\nc'" },
        { "f() = 1", "f() Equal 1" },
        { "f( ) = 1", "f() Equal 1" },
        { "f(a, 'b', 1, g(-2.5)) = 1", "f(a,'b',1,g(-2.5)) Equal 1" },
        { "f(a,) = 1", "f(a) Equal 1" },
        { "f( a , b , ) = 1", "f(a,b) Equal 1" },
        { "f(g(h(1))) = 1", "f(g(h(1))) Equal 1" },
        { "1 = f(1)", "1 Equal f(1)" },
    };

    public static TheoryData<string, string> Refusals => new()
    {
        { "a = ", "unexpected end at character 5" },
        { "a == 1", "unknown operator at character 3" },
        { "a = 1 b = 2", "unexpected identifier at character 7" },
        { "(a = 1)(b = 2)", "unexpected open at character 8" },
        { "a = 'x", "a text without an end at character 5" },
        { "a. = 1", "a name may not end in '.' or ':' at character 1" },
        { "a = 1.", "a digit is missing at character 7" },
        { "a = $", "unexpected character at character 5" },
        { "f(f(f(f(1)))) = 1", "functions are nested too deeply at character 7" },
    };

    public static TheoryData<string> Syntax => [.. FilterCases.Syntax];

    [Theory, MemberData(nameof(Accepted))]
    public void Text_is_read_as(string text, string expected) => Assert.Equal(expected, Show(RuleParser.Parse(text, RuleError.InvalidRule)));

    [Theory, MemberData(nameof(Syntax))]
    public void Text_is_refused(string text)
    {
        var refusal = Assert.Throws<BasaltException>(() => RuleParser.Parse(text, RuleError.InvalidRule));
        Assert.Equal(("invalid_rule", ErrorKind.Invalid, ""), (refusal.Code, refusal.Kind, refusal.Message));
        Assert.IsType<RuleException>(refusal.InnerException);
    }

    [Theory, MemberData(nameof(Refusals))]
    public void Refusal_says_why_and_where(string text, string reason)
    {
        var refusal = Assert.Throws<BasaltException>(() => RuleParser.Parse(text, RuleError.InvalidFilter));
        Assert.Equal(reason, refusal.InnerException!.Message);
    }

    [Fact]
    public void Two_hundred_comparisons_are_accepted_and_one_more_is_not()
    {
        var most = string.Join(" || ", Enumerable.Repeat("a = 1", 200));
        Assert.NotNull(RuleParser.Parse(most, RuleError.InvalidRule));
        Assert.Throws<BasaltException>(() => RuleParser.Parse(most + " && a = 1", RuleError.InvalidRule));
    }

    [Fact]
    public void Groups_nest_a_hundred_deep_and_no_deeper()
    {
        Assert.NotNull(RuleParser.Parse(Nested(100), RuleError.InvalidRule));
        Assert.Throws<BasaltException>(() => RuleParser.Parse(Nested(101), RuleError.InvalidRule));
        Assert.Throws<BasaltException>(() => RuleParser.Parse(Nested(1_000_000), RuleError.InvalidRule));
    }

    private static string Nested(int depth) => new string('(', depth) + "a = 1" + new string(')', depth);

    private static string Show(RuleSyntax syntax) => syntax switch
    {
        RuleSyntax.And and => $"({Show(and.Left)} && {Show(and.Right)})",
        RuleSyntax.Or or => $"({Show(or.Left)} || {Show(or.Right)})",
        RuleSyntax.Comparison c => $"{Show(c.Left)} {(c.Any ? "any " : "")}{c.Operator} {Show(c.Right)}",
        _ => throw new InvalidOperationException(),
    };

    private static string Show(OperandSyntax operand) => operand switch
    {
        OperandSyntax.Identifier identifier => identifier.Name,
        OperandSyntax.Number number => FormattableString.Invariant($"{number.Value}"),
        OperandSyntax.Text text => $"'{text.Value}'",
        OperandSyntax.Function function => $"{function.Name}({string.Join(',', function.Arguments.Select(Show))})",
        _ => throw new InvalidOperationException(),
    };
}
