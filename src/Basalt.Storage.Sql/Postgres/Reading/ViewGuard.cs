using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Names that a view's query may not have. The database notes which tables a view reads, but neither its own catalogs nor its own
/// functions, and some of those read files, run texts as queries or change settings.
/// </summary>
internal static class ViewGuard
{
    private static readonly string[] Prefixes = ["pg_", "_basalt_", "lo_", "dblink", "query_to_", "table_to_", "schema_to_", "database_to_", "cursor_to_", "txid_"];

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "information_schema", "current_setting", "set_config", "nextval", "setval", "currval", "lastval", "lowrite", "loread", "xmltable", "ts_stat", "ts_rewrite",
    };

    /// <exception cref="BasaltException">Invalid, with the reason.</exception>
    internal static void Check(string select)
    {
        // Two readers of the text must not see different tokens: what PostgreSQL alone has (nested comments, other quotes) is refused.
        if (select.Contains("/*", StringComparison.Ordinal)) throw Refused("comments between /* and */ are not allowed");
        if (!SqlLexer.TryTokenize(select, out var tokens)) throw Refused("the query can't be read");
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].IsSymbol('$')) throw Refused("parameters and dollar quotes are not allowed");
            if (i + 1 < tokens.Length && IsOtherQuote(tokens[i], tokens[i + 1])) throw Refused($"quotes after {tokens[i].Value} are not allowed");
            if (ForbiddenIn(tokens[i]) is { } name) throw Refused($"{name} is not for views");
        }
    }

    // E'…' and U&"…" have escapes.
    private static bool IsOtherQuote(SqlToken word, SqlToken next) =>
        (word.IsWord("E") && next.Kind == SqlTokenKind.Text) || (word.IsWord("U") && next.IsSymbol('&'));

    private static string? ForbiddenIn(SqlToken token) => token switch
    {
        { Kind: SqlTokenKind.Name, Quote: '[' } => Prefixes.Concat(Names).FirstOrDefault(n => token.Value.Contains(n, StringComparison.OrdinalIgnoreCase)), // an array's items
        { Kind: SqlTokenKind.Word or SqlTokenKind.Name } when Names.Contains(token.Value) || Prefixes.Any(p => token.Value.StartsWith(p, StringComparison.OrdinalIgnoreCase)) => token.Value,
        _ => null,
    };

    private static BasaltException Refused(string reason) => BasaltException.Invalid("invalid_view_query", reason);
}
