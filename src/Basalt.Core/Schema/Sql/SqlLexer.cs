using System.Buffers;
using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>
/// Splits SQL that an owner wrote (index definitions, view queries) into tokens. White space and comments are dropped; no quote or
/// comment may stay open. What the tokens mean is decided by whoever reads them.
/// </summary>
internal static class SqlLexer
{
    private static readonly string[] LongSymbols = ["->>", "->", "<=", ">=", "<>", "!=", "==", "||", "<<", ">>"];
    private static readonly SearchValues<char> WordStart =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");

    /// <returns>False when a quote or comment does not end, or a character belongs to no token.</returns>
    public static bool TryTokenize(string sql, out ImmutableArray<SqlToken> tokens)
    {
        var list = ImmutableArray.CreateBuilder<SqlToken>();
        var at = 0;
        while (true)
        {
            if (!SkipBlank(sql, ref at)) break;
            if (at == sql.Length)
            {
                tokens = list.ToImmutable();
                return true;
            }

            if (Next(sql, at) is not { } token) break;
            list.Add(token);
            at = token.End;
        }

        tokens = [];
        return false;
    }

    private static SqlToken? Next(string sql, int at)
    {
        var c = sql[at];
        if (c is 'x' or 'X' && at + 1 < sql.Length && sql[at + 1] == '\'') return Blob(sql, at);
        if (WordStart.Contains(c) || c > '\x7f') return Run(sql, at, SqlTokenKind.Word);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]))) return Number(sql, at);
        return c switch
        {
            '\'' => Quoted(sql, at, '\'', SqlTokenKind.Text),
            '"' or '`' => Quoted(sql, at, c, SqlTokenKind.Name),
            '[' => Quoted(sql, at, ']', SqlTokenKind.Name),
            < ' ' or '\x7f' or '\\' or '{' or '}' or ']' => null,
            _ => Symbol(sql, at),
        };
    }

    private static bool SkipBlank(string sql, ref int at)
    {
        while (at < sql.Length)
        {
            if (sql[at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                at++;
            }
            else if (sql.AsSpan(at).StartsWith("--"))
            {
                var end = sql.IndexOf('\n', at);
                at = end < 0 ? sql.Length : end + 1;
            }
            else if (sql.AsSpan(at).StartsWith("/*"))
            {
                var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) return false;
                at = end + 2;
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private static SqlToken? Quoted(string sql, int start, char close, SqlTokenKind kind)
    {
        for (var at = start + 1; at < sql.Length; at++)
        {
            if (sql[at] == '\0') return null; // the database would stop reading here
            if (sql[at] != close) continue;
            if (close != ']' && at + 1 < sql.Length && sql[at + 1] == close)
            {
                at++; // a doubled quote stands for one
                continue;
            }

            var value = sql[(start + 1)..at];
            if (close != ']') value = value.Replace(new string(close, 2), close.ToString(), StringComparison.Ordinal);
            return new SqlToken(kind, value, start, at + 1 - start, kind == SqlTokenKind.Name ? sql[start] : '\0');
        }

        return null;
    }

    private static SqlToken? Blob(string sql, int start) =>
        Quoted(sql, start + 1, '\'', SqlTokenKind.Text) is { } text
            ? new SqlToken(SqlTokenKind.Number, sql[start..text.End], start, text.End - start)
            : null;

    private static SqlToken Run(string sql, int start, SqlTokenKind kind)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] is '_' or '$' or > '\x7f')) end++;
        return new SqlToken(kind, sql[start..end], start, end - start);
    }

    private static SqlToken Number(string sql, int start)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] is '.' or '_' || IsExponentSign(sql, end))) end++;
        return new SqlToken(SqlTokenKind.Number, sql[start..end], start, end - start);
    }

    private static bool IsExponentSign(string sql, int at) =>
        sql[at] is '+' or '-' && sql[at - 1] is 'e' or 'E' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1]);

    private static SqlToken Symbol(string sql, int start)
    {
        foreach (var symbol in LongSymbols)
        {
            if (sql.AsSpan(start).StartsWith(symbol)) return new SqlToken(SqlTokenKind.Symbol, symbol, start, symbol.Length);
        }

        return new SqlToken(SqlTokenKind.Symbol, sql[start].ToString(), start, 1);
    }
}
