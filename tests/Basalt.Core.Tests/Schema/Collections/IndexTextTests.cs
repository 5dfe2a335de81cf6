using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Collections;

public sealed class IndexTextTests
{
    public static TheoryData<string, string> Readable => new()
    {
        { "CREATE INDEX `i` ON `t` (`a`)", "i ON t: a" },
        { "create unique index i on t (a)", "unique i ON t: a" },
        { "CREATE INDEX IF NOT EXISTS i ON t(a,b)", "i ON t: a | b" },
        { "CREATE INDEX \"i\" on \"t\" (\n\"a\"\n)", "i ON t: a" },
        { "CREATE INDEX [my index] ON [t] ([a b])", "my index ON t: a b" },
        { "CREATE INDEX `back``tick` ON 't' ('a')", "back`tick ON t: a" },
        { "CREATE INDEX main.i ON t (a);", "i ON t: a" },
        { "CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE DESC, b ASC, c collate `rtrim`)", "unique i ON t: a/NOCASE/desc | b | c/rtrim" },
        { "CREATE INDEX i ON t (lower(a), a || ',' || b COLLATE NOCASE desc)", "i ON t: {lower(a)} | {a || ',' || b}/NOCASE/desc" },
        { "CREATE INDEX i ON t (json_extract(a, '$.x)'))", "i ON t: {json_extract(a, '$.x)')}" },
        { "CREATE UNIQUE INDEX i ON t (email) WHERE `email` != ''", "unique i ON t: email WHERE `email` != ''" },
        { "CREATE INDEX i ON t (a) where (a > 1 and b like '%;--') ;", "i ON t: a WHERE (a > 1 and b like '%;--')" },
        { " CREATE /* why */ INDEX i -- because\n ON t (a) ", "i ON t: a" },
        { "CREATE INDEX i ON t (asc, `desc` DESC)", "i ON t: asc | desc/desc" },
        { "CREATE INDEX i ON t (größe)", "i ON t: größe" },
    };

    public static TheoryData<string> Unreadable =>
    [
        "",
        "CREATE",
        "CREATE INDEX",
        "CREATE INDEX i ON t",
        "CREATE INDEX i ON t ()",
        "CREATE INDEX i ON t (a,)",
        "CREATE INDEX i ON t (a",
        "CREATE INDEX i ON t (a))",
        "CREATE INDEX i (a)",
        "CREATE INDEX ON t (a)",
        "CREATE INDEX `` ON t (a)",
        "CREATE INDEX i ON t (``)",
        "CREATE UNIQUE idx_test1 on demo1 (text)",
        "CREATE INDEX i ON t (a) WHERE",
        "CREATE INDEX i ON t (a) WHERE a = 1; DROP TABLE t",
        "CREATE INDEX i ON t (a); DROP TABLE t",
        "CREATE INDEX i ON t (a) WHERE a IN (SELECT b FROM c)",
        "CREATE INDEX i ON t (a) WHERE a = ?",
        "CREATE INDEX i ON t (a) WHERE a = :b",
        "CREATE INDEX i ON t (a) WHERE a = 'open",
        "CREATE INDEX i ON t (a) WHERE (a = 1)) OR (1 = 1",
        "CREATE INDEX i ON t (a) /* open",
        "CREATE INDEX i ON t ('a\0b')",
        "DROP INDEX i",
        "CREATE TABLE t (a)",
    ];

    [Theory, MemberData(nameof(Readable))]
    public void A_definition_is_read_into_its_parts(string text, string parts)
    {
        Assert.True(IndexText.TryParse(text, out var index));
        Assert.Equal(parts, Describe(index));
    }

    [Theory, MemberData(nameof(Unreadable))]
    public void What_is_no_single_definition_is_refused(string text) => Assert.False(IndexText.TryParse(text, out _));

    [Fact]
    public void A_text_longer_than_the_limit_is_refused() =>
        Assert.False(IndexText.TryParse("CREATE INDEX i ON t (a)" + new string(' ', IndexText.MaxLength), out _));

    [Theory, MemberData(nameof(Readable))]
    public void What_is_written_from_the_parts_reads_back_the_same(string text, string parts)
    {
        Assert.True(IndexText.TryParse(text, out var index));
        Assert.True(IndexText.TryParse(IndexText.Write(index), out var again));
        Assert.Equal(parts, Describe(again));
    }

    [Theory]
    [InlineData("create index idx_test2 on anything (id, test)", "create index idx_test2 on `tasks` (id, test)")]
    [InlineData("  CREATE INDEX i ON \"old\" (\n  a\n) WHERE old.a > 1", "CREATE INDEX i ON `tasks` (\n  a\n) WHERE old.a > 1")]
    [InlineData("CREATE INDEX i ON tasks (a)", "CREATE INDEX i ON tasks (a)")]
    public void Of_the_text_only_the_table_changes(string text, string expected)
    {
        Assert.True(IndexText.TryParse(text, out var index));
        var moved = IndexText.WithTable(index, "tasks");
        Assert.Equal(expected, moved.Text);
        Assert.Equal("tasks", moved.Table);
    }

    [Theory]
    [InlineData("lower(title) || 'x''y'", "lower(\"title\") || 'x''y'")]
    [InlineData("`title` != ''", "\"title\" != ''")]
    [InlineData("TITLE > 1 AND rank BETWEEN -1 AND 2.5", "\"title\" > 1 AND rank BETWEEN -1 AND 2.5")]
    [InlineData("title != \"\"", "\"title\" != ''")]
    [InlineData("title = \"o'clock\"", "\"title\" = 'o''clock'")]
    [InlineData("[odd\"name] IS NOT NULL /* gone */", "\"odd\"\"name\" IS NOT NULL")]
    public void Engines_get_expressions_token_by_token(string expression, string expected)
    {
        var collection = new Collection
        {
            Id = "c",
            Name = CollectionName.Parse("tasks"),
            Fields = [new TextField { Id = "f", Name = "title" }],
        };
        Assert.Equal(expected, IndexSql.Expression(collection, expression, name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
    }

    [Theory]
    [InlineData("tags != '[]'", "\"tags\"::text != '[]'")]
    [InlineData("'[]' <> `tags` AND title = ''", "'[]' <> \"tags\"::text AND \"title\"::text = ''")]
    [InlineData("tags LIKE '%a%'", "\"tags\"::text LIKE '%a%'")]
    [InlineData("tags ->> 0 IS NOT NULL", "\"tags\" ->> 0 IS NOT NULL")]
    [InlineData("tags IS NOT NULL", "\"tags\" IS NOT NULL")]
    public void A_column_that_is_compared_is_told_from_others(string expression, string expected)
    {
        var collection = new Collection
        {
            Id = "c",
            Name = CollectionName.Parse("tasks"),
            Fields = [new TextField { Id = "f", Name = "title" }, new SelectField { Id = "g", Name = "tags", MaxSelect = 2 }],
        };
        Assert.Equal(expected, IndexSql.Expression(collection, expression, name => $"\"{name}\"", field => $"\"{field.Name}\"::text"));
    }

    private static string Describe(CollectionIndex index) =>
        (index.Unique ? "unique " : "") + index.Name + " ON " + index.Table + ": "
        + string.Join(" | ", index.Columns.Select(c =>
            (c.IsExpression ? "{" + c.Name + "}" : c.Name) + (c.Collation.Length > 0 ? "/" + c.Collation : "") + (c.Descending ? "/desc" : "")))
        + (index.Where.Length > 0 ? " WHERE " + index.Where : "");
}
