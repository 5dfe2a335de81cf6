using System.Collections.Immutable;

namespace Basalt.Schema;

internal enum ViewExpressionType : byte
{
    Any,
    Count,
    Total,
    Number,
    Integer,
    Text,
    Bool,
}

/// <summary>Tells the type of an expression from its outermost function.</summary>
internal static class ViewExpressions
{
    public static ViewExpressionType TypeOf(ImmutableArray<SqlToken> tokens, ViewItem item)
    {
        var (from, to) = (item.From, item.To);
        if (to - from < 3 || tokens[from].Kind != SqlTokenKind.Word || !tokens[from + 1].IsSymbol('(')) return ViewExpressionType.Any;
        var close = Close(tokens, from + 1);
        if (close != to - 1 && !IsWindow(tokens[close + 1])) return ViewExpressionType.Any; // part of a larger expression
        if (tokens[from].IsWord("count")) return ViewExpressionType.Count;
        if (tokens[from].IsWord("total")) return ViewExpressionType.Total;
        return tokens[from].IsWord("cast") && close == to - 1 ? OfCast(tokens, close) : ViewExpressionType.Any;
    }

    private static bool IsWindow(SqlToken token) => token.IsWord("OVER") || token.IsWord("FILTER");

    private static ViewExpressionType OfCast(ImmutableArray<SqlToken> tokens, int close)
    {
        if (!tokens[close - 2].IsWord("AS")) return ViewExpressionType.Any;
        return tokens[close - 1].Value.ToLowerInvariant() switch
        {
            "real" or "decimal" or "numeric" => ViewExpressionType.Number,
            "int" or "integer" => ViewExpressionType.Integer,
            "text" => ViewExpressionType.Text,
            "bool" or "boolean" => ViewExpressionType.Bool,
            _ => ViewExpressionType.Any,
        };
    }

    private static int Close(ImmutableArray<SqlToken> tokens, int open)
    {
        var depth = 0;
        for (var at = open; ; at++)
        {
            if (tokens[at].IsSymbol('(')) depth++;
            else if (tokens[at].IsSymbol(')') && --depth == 0) return at;
        }
    }
}
