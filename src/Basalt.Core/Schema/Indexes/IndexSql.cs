using System.Text;

namespace Basalt.Schema;

/// <summary>Writes an index's own expressions for an engine: token by token, so that nothing an owner wrote is passed through.</summary>
public static class IndexSql
{
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "AND", "OR", "NOT", "NULL", "IS", "IN", "LIKE", "GLOB", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "AS",
        "COLLATE", "TRUE", "FALSE", "ISNULL", "NOTNULL", "ESCAPE", "DISTINCT", "FROM",
    };

    /// <summary>An expression or WHERE of an index of <paramref name="collection"/>, its columns quoted the engine's way.</summary>
    /// <param name="expression">As <see cref="IndexText.TryParse"/> left it in the index.</param>
    /// <param name="quote">Quotes a name.</param>
    /// <exception cref="FormatException">The text did not come from <see cref="IndexText.TryParse"/>.</exception>
    public static string Expression(Collection collection, string expression, Func<string, string> quote)
    {
        if (!SqlLexer.TryTokenize(expression, out var tokens)) throw new FormatException("the index has an expression that can't be read");
        var sql = new StringBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (i > 0 && token.Start > tokens[i - 1].End) sql.Append(' ');
            var isCall = i + 1 < tokens.Length && tokens[i + 1].IsSymbol('(');
            sql.Append(token.Kind switch
            {
                SqlTokenKind.Text => Literal(token.Value),
                SqlTokenKind.Name => token is { Quote: '"' } && FieldOf(collection, token.Value) is null
                    ? Literal(token.Value) // what SQLite makes of a name in double quotes that is no column
                    : quote(FieldOf(collection, token.Value) ?? token.Value),
                SqlTokenKind.Word when !isCall && !Keywords.Contains(token.Value) && FieldOf(collection, token.Value) is { } field => quote(field),
                _ => token.Value,
            });
        }

        return sql.ToString();
    }

    private static string? FieldOf(Collection collection, string name) =>
        collection.FindField(name)?.Name
        ?? collection.Fields.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Name;

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
