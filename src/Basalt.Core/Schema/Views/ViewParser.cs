using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>
/// Reads the outline of a view's query, as much as the types of its columns depend on:
/// <code>
/// query  = "(" query ")" | [WITH name [(…)] AS (…) {, …}] arm {(UNION [ALL] | INTERSECT | EXCEPT) arm} [ORDER BY … LIMIT …]
/// arm    = SELECT [DISTINCT | ALL] item {, item} [FROM source {(, | JOIN) source} …] | ( query )
/// item   = expression [[AS] alias]
/// source = table [[AS] alias] | (…) [[AS] alias] | function(…) [[AS] alias]
/// </code>
/// Everything else is the database's to judge.
/// </summary>
internal sealed class ViewParser
{
    private static readonly HashSet<string> SetOperators = new(StringComparer.OrdinalIgnoreCase) { "UNION", "INTERSECT", "EXCEPT" };

    private static readonly HashSet<string> ClauseWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT",
    };

    // Words that follow a table and are no alias of it.
    private static readonly HashSet<string> JoinWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "JOIN", "NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "OUTER", "ON", "USING", "INDEXED", "NOT", "WINDOW",
    };

    // Words that an operand follows, never an alias.
    private static readonly HashSet<string> Operators = new(StringComparer.OrdinalIgnoreCase)
    {
        "AND", "OR", "NOT", "IS", "IN", "LIKE", "GLOB", "REGEXP", "MATCH", "BETWEEN", "COLLATE", "ESCAPE", "FROM",
        "CASE", "WHEN", "THEN", "ELSE", "DISTINCT", "OVER",
    };

    private readonly ImmutableArray<SqlToken> _tokens;
    private readonly int[] _closing; // for each "(" the position of its ")"

    private ViewParser(ImmutableArray<SqlToken> tokens, int[] closing)
    {
        _tokens = tokens;
        _closing = closing;
    }

    /// <exception cref="FormatException">It is not one readable SELECT; the message is for its author.</exception>
    public static ViewSyntax Parse(string query)
    {
        if (!SqlLexer.TryTokenize(query, out var tokens)) throw new FormatException("a quote or comment does not end, or a character is not allowed");
        if (tokens.IsEmpty) throw new FormatException("the query is empty");
        if (tokens.Any(t => t.IsSymbol(';'))) throw new FormatException("only a single statement is allowed");
        var parser = new ViewParser(tokens, Match(tokens));
        return parser.Query();
    }

    private static int[] Match(ImmutableArray<SqlToken> tokens)
    {
        var closing = new int[tokens.Length];
        var open = new Stack<int>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsSymbol('(')) open.Push(i);
            else if (tokens[i].IsSymbol(')')) closing[open.TryPop(out var start) ? start : throw Unbalanced()] = i;
        }

        return open.Count == 0 ? closing : throw Unbalanced();

        static FormatException Unbalanced() => new("the parentheses don't match");
    }

    private ViewSyntax Query()
    {
        var (from, to) = Unwrap(0, _tokens.Length);
        var common = ImmutableHashSet.CreateBuilder<string>(StringComparer.OrdinalIgnoreCase);
        if (_tokens[from].IsWord("WITH")) from = With(from + 1, to, common);
        var arms = ImmutableArray.CreateBuilder<ViewArm>();
        for (var start = from; ;)
        {
            var end = Find(start, to, t => t.Kind == SqlTokenKind.Word && SetOperators.Contains(t.Value));
            arms.Add(Arm(start, end));
            if (end == to) break;
            start = end + 1;
            if (start < to && _tokens[start].IsWord("ALL")) start++;
        }

        if (arms.Any(a => a.Items.Length != arms[0].Items.Length)) throw new FormatException("the parts of the query have different numbers of columns");
        return new ViewSyntax { Tokens = _tokens, Arms = arms.ToImmutable(), CommonTables = common.ToImmutable() };
    }

    private (int From, int To) Unwrap(int from, int to)
    {
        while (from < to && _tokens[from].IsSymbol('(') && _closing[from] == to - 1)
        {
            from++;
            to--;
        }

        return from < to ? (from, to) : throw new FormatException("the query is empty");
    }

    /// <returns>The first token behind the common tables.</returns>
    private int With(int at, int to, ImmutableHashSet<string>.Builder names)
    {
        if (at < to && _tokens[at].IsWord("RECURSIVE")) at++;
        while (at < to && _tokens[at].CanName)
        {
            names.Add(_tokens[at++].Value);
            while (at < to && !_tokens[at].IsWord("AS")) at = Skip(at);
            while (at < to && !_tokens[at].IsSymbol('(')) at++; // AS [NOT] [MATERIALIZED]
            if (at >= to) break;
            at = Skip(at);
            if (at >= to || !_tokens[at].IsSymbol(',')) return at;
            at++;
        }

        throw new FormatException("the WITH clause can't be read");
    }

    private ViewArm Arm(int from, int to)
    {
        (from, to) = Unwrap(from, to);
        if (!_tokens[from].IsWord("SELECT")) throw new FormatException("the query must be a SELECT");
        from++;
        if (from < to && (_tokens[from].IsWord("DISTINCT") || _tokens[from].IsWord("ALL"))) from++;
        var end = EndOfItems(from, to);
        var items = ImmutableArray.CreateBuilder<ViewItem>();
        for (var start = from; ;)
        {
            var comma = Find(start, end, t => t.IsSymbol(','));
            items.Add(Item(start, comma));
            if (comma == end) break;
            start = comma + 1;
        }

        var sources = end < to && _tokens[end].IsWord("FROM") ? Sources(end + 1, to) : [];
        return new ViewArm(items.ToImmutable(), sources);
    }

    private int EndOfItems(int from, int to)
    {
        for (var at = from; at < to; at = Skip(at))
        {
            var token = _tokens[at];
            if (token.Kind != SqlTokenKind.Word) continue;
            if (ClauseWords.Contains(token.Value) && !IsColumnPart(at, from)) return at;
            // "a IS [NOT] DISTINCT FROM b" is an operator.
            if (token.IsWord("FROM") && !(at > from && _tokens[at - 1].IsWord("DISTINCT"))) return at;
        }

        return to;
    }

    private bool IsColumnPart(int at, int from) => at > from && _tokens[at - 1].IsSymbol('.');

    private ViewItem Item(int from, int to)
    {
        if (from >= to) throw new FormatException("a column is missing");
        if (_tokens[to - 1].IsSymbol('*')) throw new FormatException("* is not allowed, the columns must be named");
        var name = "";
        var end = to;
        if (to - from > 2 && _tokens[to - 2].IsWord("AS") && _tokens[to - 1].CanName)
        {
            name = _tokens[to - 1].Value;
            end = to - 2;
        }
        else if (to - from > 1 && _tokens[to - 1].CanName && !_tokens[to - 1].IsWord("END") && CanEndExpression(to - 2))
        {
            name = _tokens[to - 1].Value;
            end = to - 1;
        }

        var (table, column) = Column(from, end);
        return new ViewItem(from, end, name.Length > 0 ? name : column) { Table = table, Column = column };
    }

    // Whether a name right behind this token is an alias, and not the operand of an operator.
    private bool CanEndExpression(int at)
    {
        var token = _tokens[at];
        if (token.Kind == SqlTokenKind.Symbol) return token.IsSymbol(')');
        return token.Kind != SqlTokenKind.Word || !Operators.Contains(token.Value);
    }

    private (string Table, string Column) Column(int from, int to) => (to - from) switch
    {
        1 when IsName(from) => ("", _tokens[from].Value),
        3 when IsName(from) && _tokens[from + 1].IsSymbol('.') && IsName(from + 2) => (_tokens[from].Value, _tokens[from + 2].Value),
        5 when IsName(from + 2) && _tokens[from + 3].IsSymbol('.') && IsName(from + 4) => (_tokens[from + 2].Value, _tokens[from + 4].Value),
        _ => ("", ""),
    };

    private bool IsName(int at) => _tokens[at].Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    private ImmutableArray<ViewSource> Sources(int at, int to)
    {
        var sources = ImmutableArray.CreateBuilder<ViewSource>();
        var expected = true;
        while (at < to)
        {
            var token = _tokens[at];
            if (expected)
            {
                sources.Add(SourceAt(ref at, to));
                expected = false;
                continue;
            }

            if (token.IsWord("WINDOW") || (token.Kind == SqlTokenKind.Word && ClauseWords.Contains(token.Value))) break;
            expected = token.IsSymbol(',') || token.IsWord("JOIN");
            at = Skip(at);
        }

        return sources.ToImmutable();
    }

    private ViewSource SourceAt(ref int at, int to)
    {
        var table = "";
        if (_tokens[at].CanName)
        {
            table = _tokens[at++].Value;
            if (at + 1 < to && _tokens[at].IsSymbol('.') && _tokens[at + 1].CanName)
            {
                table = _tokens[at + 1].Value; // the first name was that of a schema of the database
                at += 2;
            }
        }

        if (at < to && _tokens[at].IsSymbol('(')) // a subquery, or the arguments of a function
        {
            table = "";
            at = Skip(at);
        }

        if (at < to && _tokens[at].IsWord("AS")) at++;
        else if (at < to && IsKeyword(_tokens[at])) return new ViewSource(table, table);
        return at < to && _tokens[at].CanName ? new ViewSource(_tokens[at++].Value, table) : new ViewSource(table, table);
    }

    private static bool IsKeyword(SqlToken token) =>
        token.Kind == SqlTokenKind.Word && (JoinWords.Contains(token.Value) || ClauseWords.Contains(token.Value));

    /// <summary>The first token outside of parentheses that fits, or <paramref name="to"/>.</summary>
    private int Find(int from, int to, Func<SqlToken, bool> fits)
    {
        var at = from;
        while (at < to && !fits(_tokens[at])) at = Skip(at);
        return Math.Min(at, to);
    }

    /// <summary>Behind the token, or behind the parentheses it opens.</summary>
    private int Skip(int at) => _tokens[at].IsSymbol('(') ? _closing[at] + 1 : at + 1;
}
