using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;

namespace Basalt.Rules;

/// <summary>
/// From text to syntax. In order of precedence, loosest first:
/// <code>
/// expression  = conjunction , { "||" , conjunction } ;
/// conjunction = term , { "&amp;&amp;" , term } ;
/// term        = "(" , expression , ")" | comparison ;
/// comparison  = operand , sign , operand ;
/// operand     = identifier | function | number | text ;
/// function    = identifier , "(" , [ operand , { "," , operand } , [ "," ] ] , ")" ;     "(" touches the name
///
/// sign        = [ "?" ] , ( "=" | "!=" | "~" | "!~" | "&lt;" | "&lt;=" | "&gt;" | ">=" ) ;
/// identifier  = ( letter | "@" | "_" | "#" ) , { letter | digit | "_" | "." | ":" } ;    never ends in "." or ":"
/// number      = [ "-" ] , digit , { digit } , [ "." , digit , { digit } ] ;
/// text        = "'" , { any | "\'" } , "'" | '"' , { any | '\"' } , '"' ;                other backslashes stay
/// </code>
/// White space (space, tab, LF, CR) and comments (<c>//</c> to the end of the line) may stand between tokens. There is no NOT.
/// A comparison needs both sides and terms need a join between them, everywhere.
/// </summary>
internal ref struct RuleParser
{
    private readonly string _text;
    private readonly string _code;
    private RuleLexer _lexer;
    private RuleToken _token;
    private int _comparisons;

    private RuleParser(string text, string code)
    {
        _text = text;
        _code = code;
        _lexer = new RuleLexer(text, code);
        _token = _lexer.Next();
    }

    /// <param name="text">The expression; an empty one is an error.</param>
    /// <param name="code">Code of the error: a <see cref="RuleError"/> constant.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is no expression, or exceeds a limit.</exception>
    public static RuleSyntax Parse(string text, string code)
    {
        var parser = new RuleParser(text, code);
        var expression = parser.Expression(0);
        return parser._token.Kind == RuleTokenKind.End ? expression : throw parser.Unexpected();
    }

    private RuleSyntax Expression(int depth)
    {
        var left = Conjunction(depth);
        while (TryJoin("||")) left = new RuleSyntax.Or(left, Conjunction(depth));
        return left;
    }

    private RuleSyntax Conjunction(int depth)
    {
        var left = Term(depth);
        while (TryJoin("&&")) left = new RuleSyntax.And(left, Term(depth));
        return left;
    }

    private RuleSyntax Term(int depth)
    {
        if (_token.Kind != RuleTokenKind.Open) return Comparison();
        if (depth == RuleLimits.GroupDepth) throw RuleError.At(_code, "groups are nested too deeply", _token.Start);
        Advance();
        var group = Expression(depth + 1);
        Expect(RuleTokenKind.Close);
        return group;
    }

    private RuleSyntax.Comparison Comparison()
    {
        if (++_comparisons > RuleLimits.Comparisons) throw RuleError.At(_code, "too many comparisons", _token.Start);
        var left = Operand(0);
        var (comparison, any) = Sign();
        return new RuleSyntax.Comparison(left, comparison, any, Operand(0));
    }

    private (ComparisonOperator Operator, bool Any) Sign()
    {
        if (_token.Kind != RuleTokenKind.Sign) throw Unexpected();
        var sign = Spelling(_token);
        var any = sign[0] == '?';
        ComparisonOperator? found = (any ? sign[1..] : sign) switch
        {
            "=" => ComparisonOperator.Equal,
            "!=" => ComparisonOperator.NotEqual,
            "~" => ComparisonOperator.Like,
            "!~" => ComparisonOperator.NotLike,
            "<" => ComparisonOperator.Less,
            "<=" => ComparisonOperator.LessOrEqual,
            ">" => ComparisonOperator.Greater,
            ">=" => ComparisonOperator.GreaterOrEqual,
            _ => null,
        };
        if (found is not { } known) throw RuleError.At(_code, "unknown operator", _token.Start);
        Advance();
        return (known, any);
    }

    private OperandSyntax Operand(int functionDepth)
    {
        var token = _token;
        switch (token.Kind)
        {
            case RuleTokenKind.Text:
                Advance();
                return new OperandSyntax.Text(Unquote(Spelling(token)), token.Start);
            case RuleTokenKind.Number:
                Advance();
                return new OperandSyntax.Number(NumberOf(token), token.Start);
            case RuleTokenKind.Identifier:
                Advance();
                var touchesParenthesis = _token.Kind == RuleTokenKind.Open && _token.Start == token.End;
                return touchesParenthesis ? Function(token, functionDepth + 1) : new OperandSyntax.Identifier(Spelling(token).ToString(), token.Start);
            default:
                throw Unexpected();
        }
    }

    private OperandSyntax.Function Function(RuleToken name, int depth)
    {
        if (depth > RuleLimits.FunctionDepth) throw RuleError.At(_code, "functions are nested too deeply", name.Start);
        Expect(RuleTokenKind.Open);
        var arguments = ImmutableArray.CreateBuilder<OperandSyntax>();
        while (_token.Kind != RuleTokenKind.Close)
        {
            arguments.Add(Operand(depth));
            if (_token.Kind != RuleTokenKind.Comma) break;
            Advance();
        }

        Expect(RuleTokenKind.Close);
        return new OperandSyntax.Function(Spelling(name).ToString(), arguments.ToImmutable(), name.Start);
    }

    private readonly double NumberOf(RuleToken token)
    {
        var number = double.Parse(Spelling(token), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw RuleError.At(_code, "a number too large", token.Start);
    }

    private static string Unquote(ReadOnlySpan<char> quoted)
    {
        var content = quoted[1..^1].ToString();
        return quoted[0] == '"'
            ? content.Replace("\\\"", "\"", StringComparison.Ordinal)
            : content.Replace("\\'", "'", StringComparison.Ordinal);
    }

    private bool TryJoin(string join)
    {
        if (_token.Kind != RuleTokenKind.Join || !Spelling(_token).SequenceEqual(join)) return false;
        Advance();
        return true;
    }

    private void Expect(RuleTokenKind kind)
    {
        if (_token.Kind != kind) throw Unexpected();
        Advance();
    }

    private void Advance() => _token = _lexer.Next();

    private readonly ReadOnlySpan<char> Spelling(RuleToken token) => _text.AsSpan(token.Start, token.Length);

    private readonly BasaltException Unexpected() =>
        RuleError.At(_code, _token.Kind == RuleTokenKind.End ? "unexpected end" : "unexpected " + _token.Kind.ToString().ToLowerInvariant(), _token.Start);
}
