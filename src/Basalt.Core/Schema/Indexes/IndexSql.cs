using System.Collections.Immutable;
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
    /// <param name="compared">Writes a column that is compared with something; as <paramref name="quote"/> when null.</param>
    /// <exception cref="FormatException">The text did not come from <see cref="IndexText.TryParse"/>.</exception>
    public static string Expression(Collection collection, string expression, Func<string, string> quote, Func<Field, string>? compared = null)
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
                    : FieldOf(collection, token.Value) is { } named ? Column(named, i) : quote(token.Value),
                SqlTokenKind.Word when !isCall && !Keywords.Contains(token.Value) && FieldOf(collection, token.Value) is { } field => Column(field, i),
                _ => token.Value,
            });
        }

        return sql.ToString();

        string Column(Field field, int at) => compared is not null && IsCompared(tokens, at) ? compared(field) : quote(field.Name);
    }

    private static bool IsCompared(ImmutableArray<SqlToken> tokens, int at) =>
        (at > 0 && IsComparison(tokens[at - 1])) || (at + 1 < tokens.Length && IsComparison(tokens[at + 1]));

    private static bool IsComparison(SqlToken token) =>
        token is { Kind: SqlTokenKind.Symbol, Value: "=" or "==" or "!=" or "<>" or "<" or "<=" or ">" or ">=" } || token.IsWord("LIKE") || token.IsWord("IN") || token.IsWord("BETWEEN");

    private static Field? FieldOf(Collection collection, string name) =>
        collection.FindField(name) ?? collection.Fields.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
