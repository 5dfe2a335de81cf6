using Basalt.Schema;
using CsCheck;

namespace Basalt.Core.Tests.Schema.Collections;

/// <summary>Whatever an owner writes: the readers of SQL end, and say no in one way only.</summary>
public sealed class SqlTextProperties
{
    private static readonly string[] Pieces =
    [
        "create", "unique", "index", "if", "not", "exists", "on", "where", "select", "from", "with", "as", "union", "all", "join", "order",
        "by", "collate", "desc", "distinct", "case", "end", "cast", "count", "users", "password", "id", "a", "b1", "x'00'", "1", "2.5e3", ".5",
        "'it''s'", "\"q\"", "`t`", "[c]", "'", "\"", "`", "[", "(", ")", ",", ".", ";", "*", "=", "||", "--", "/*", "*/", "?", ":p", "\\", "\0", "é", "\n", " ",
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(Gen.Bool, (pieces, spaced) => string.Join(spaced ? " " : "", pieces));

    private static readonly SchemaSnapshot Schema = new(1, DefaultCollections.Create(TimeProvider.System));

    [Fact]
    public void Tokens_lie_in_order_and_never_overlap() => Texts.Sample(text =>
    {
        if (!SqlLexer.TryTokenize(text, out var tokens)) return true;
        var at = 0;
        foreach (var token in tokens)
        {
            if (token.Start < at || token.Length < 1 || token.End > text.Length) return false;
            at = token.End;
        }

        return true;
    });

    [Fact]
    public void An_index_that_is_read_is_read_the_same_from_what_is_written() =>
        Gen.Select(Texts, Texts).Select((columns, rest) => $"create index i on t ({columns}) {rest}").Sample(text =>
            !IndexText.TryParse(text, out var index) ||
            (IndexText.TryParse(IndexText.Write(index), out var again) && Same(index, again) &&
             IndexText.TryParse(IndexText.WithTable(index, "other").Text, out var moved) && moved.Table == "other" && Same(index, moved)));

    [Fact]
    public void What_engines_get_of_an_index_can_not_leave_its_place() =>
        Texts.Select(where => $"create index i on t (a) where {where}").Sample(text =>
        {
            if (!IndexText.TryParse(text, out var index)) return true;
            var sql = IndexSql.Expression(Schema.Require("users"), index.Where, name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            return SqlLexer.TryTokenize(sql, out var tokens) && !tokens.Any(t => t.IsSymbol(';') || t.IsWord("select")) && IsBalanced(tokens);
        });

    [Fact]
    public void A_view_query_is_understood_or_refused_with_a_reason() =>
        Gen.Select(Texts, Texts).Select((items, from) => $"select {items} from users {from}").Sample(query =>
        {
            try
            {
                return ViewFields.Infer(Schema, ViewParser.Parse(query), null, []).Any(f => f.Name == "id");
            }
            catch (FormatException reason)
            {
                return reason.Message.Length > 0;
            }
        });

    [Fact]
    public void A_trimmed_query_can_stand_between_parentheses() => Texts.Sample(query =>
        !SqlLexer.TryTokenize(query, out var tokens) || tokens.IsEmpty ||
        (SqlLexer.TryTokenize($"({ViewText.TrimEnd(query)})", out var wrapped) && wrapped[^1].IsSymbol(')')));

    private static bool Same(CollectionIndex left, CollectionIndex right) =>
        left.Name == right.Name && left.Unique == right.Unique && left.Where == right.Where && left.Columns.SequenceEqual(right.Columns);

    private static bool IsBalanced(IEnumerable<SqlToken> tokens)
    {
        var depth = 0;
        foreach (var token in tokens)
        {
            if (token.IsSymbol('(')) depth++;
            if (token.IsSymbol(')') && --depth < 0) return false;
        }

        return depth == 0;
    }
}
