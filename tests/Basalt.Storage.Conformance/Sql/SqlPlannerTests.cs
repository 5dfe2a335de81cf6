using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

public sealed class SqlPlannerTests
{
    /// <summary>Filter and sort of posts; what follows FROM `posts`.</summary>
    public static TheoryData<string?, string?, string> Plain => new()
    {
        { null, null, " ORDER BY rowid LIMIT ?1 OFFSET ?2" },
        { "live = true", "-created", " WHERE `live` = ?1 ORDER BY `created` DESC, rowid DESC LIMIT ?2 OFFSET ?3" },
        { "views > 10 && views <= 20", "created", " WHERE `views` > ?1 AND `views` <= ?2 ORDER BY `created`, rowid LIMIT ?3 OFFSET ?4" },
        { "author ~ 'go%'", "-@rowid", @" WHERE `author` LIKE ?1 ESCAPE '\' ORDER BY rowid DESC LIMIT ?2 OFFSET ?3" },
        {
            "title ~ 'go%' || created ~ '2026-%'", null,
            @" WHERE (`title` >= ?2 COLLATE NOCASE AND `title` < ?3 COLLATE NOCASE AND `title` LIKE ?1 ESCAPE '\' OR `created` >= ?5 AND `created` < ?6 AND `created` LIKE ?4 ESCAPE '\') ORDER BY rowid LIMIT ?7 OFFSET ?8"
        },
        { "title ~ 'go' || title ~ '%go%' || title ~ 'g_o%'", null, @" WHERE ((`title` LIKE ?1 ESCAPE '\' OR `title` LIKE ?2 ESCAPE '\') OR `title` LIKE ?3 ESCAPE '\') ORDER BY rowid LIMIT ?4 OFFSET ?5" },
        { "title != 'a' || author = 'u'", "@random", " WHERE (`title` IS NOT ?1 OR `author` = ?2) ORDER BY random() LIMIT ?3 OFFSET ?4" },
        { "title = ''", "-live,title:lower", " WHERE (`title` = '' OR `title` IS ?1) ORDER BY `live` DESC, lower(`title`), rowid LIMIT ?2 OFFSET ?3" },
        { "title = author", null, " WHERE COALESCE(`title`, '') = COALESCE(`author`, '') ORDER BY rowid LIMIT ?1 OFFSET ?2" },
    };

    [Theory, MemberData(nameof(Plain))]
    public void A_query_of_one_table_has_no_subquery_and_no_alias(string? filter, string? sort, string expected)
    {
        Assert.Equal("SELECT `id`, `title` FROM `posts`" + expected, Blog.Plan(Blog.Posts, filter, sort, columns: ["id", "title"]).Rows.Sql);
    }

    [Fact]
    public void A_total_needs_neither_the_order_nor_what_is_joined_for_it()
    {
        var plan = Blog.Plan(Blog.Posts, "live = true", "author.name");
        Assert.Equal("SELECT COUNT(*) FROM `posts` AS r WHERE r.`live` = ?1", plan.Count.Sql);
        Assert.Equal(
            "SELECT r.`id` FROM `posts` AS r LEFT JOIN `users` AS s1 ON s1.`id` = r.`author` WHERE r.`live` = ?1 ORDER BY s1.`name`, r.rowid LIMIT ?2 OFFSET ?3",
            plan.Rows.Sql);
    }

    /// <summary>Filter of posts; what follows WHERE.</summary>
    public static TheoryData<string, string> Joined => new()
    {
        { "tags:each ?= 'a'", "instr(r.`tags`, ?2) > 0 AND EXISTS (SELECT 1 FROM json_each(ITEMS(tags)) AS s1 WHERE s1.value = ?1)" },
        { "tags:each ?~ 'a'", @"EXISTS (SELECT 1 FROM json_each(ITEMS(tags)) AS s1 WHERE s1.value LIKE ?1 ESCAPE '\')" },
        {
            "comments_via_post.text ?~ 'x'",
            @"EXISTS (SELECT 1 FROM `comments` AS s1 WHERE s1.`post` = r.`id` AND s1.`text` LIKE ?1 ESCAPE '\')"
        },
        {
            "comments_via_post.by ?= 'u' && live = true",
            "r.`live` = ?1 AND r.rowid IN (SELECT s1.rowid FROM `posts` AS s1 JOIN `comments` AS s2 ON s2.`post` = s1.`id` WHERE s2.`by` = ?2)"
        },
        {
            "comments_via_post.text > 'x'",
            "EXISTS (SELECT 1 FROM `comments` AS s1 WHERE s1.`post` = r.`id` AND s1.`text` > ?1)" +
            " AND NOT EXISTS (SELECT 1 FROM `comments` AS s2 WHERE s2.`post` = r.`id` AND NOT (s2.`text` > ?1))"
        },
        {
            "comments_via_post.text ?!= 'x'",
            "EXISTS (SELECT 1 FROM (SELECT 1) AS s2 LEFT JOIN `comments` AS s1 ON s1.`post` = r.`id` WHERE s1.`text` IS NOT ?1)"
        },
    };

    [Theory, MemberData(nameof(Joined))]
    public void Joined_rows_stay_in_subqueries(string filter, string expected)
    {
        var sql = Blog.Plan(Blog.Posts, filter).Count.Sql;
        var items = Sqlite.SqliteDialect.Instance.Items(SqlText.Of($"r.`tags`")).ToString();
        Assert.Equal("SELECT COUNT(*) FROM `posts` AS r WHERE " + expected.Replace("ITEMS(tags)", items, StringComparison.Ordinal), sql);
    }

    public static TheoryData<RowSelector, string> Selectors => new()
    {
        { RowSelector.ById.Instance, "SELECT `id` FROM `comments` WHERE `id` = ?1" },
        { new RowSelector.ByField(Blog.Comments.FindField("text")!, false), "SELECT `id` FROM `comments` WHERE `text` = ?1 AND `text` <> '' ORDER BY rowid LIMIT ?2 OFFSET ?3" },
        { new RowSelector.ByField(Blog.Comments.FindField("text")!, true), "SELECT `id` FROM `comments` WHERE `text` = ?1 COLLATE NOCASE AND `text` <> '' ORDER BY rowid LIMIT ?2 OFFSET ?3" },
        { RowSelector.ByIds.Instance, "SELECT r.`id` FROM `comments` AS r WHERE r.`id` IN (SELECT value FROM json_each(?1)) ORDER BY r.rowid LIMIT ?2 OFFSET ?3" },
        {
            new RowSelector.Referring((RelationField)Blog.Comments.FindField("post")!),
            "SELECT r.`id` FROM `comments` AS r WHERE r.`post` IN (SELECT value FROM json_each(?1)) ORDER BY r.rowid LIMIT ?2 OFFSET ?3"
        },
    };

    [Theory, MemberData(nameof(Selectors))]
    public void A_selector_is_one_lookup(RowSelector rows, string expected)
    {
        Assert.Equal(expected, Blog.Plan(Blog.Comments, rows: rows).Rows.Sql);
    }

    [Fact]
    public void Asking_whether_rows_exist_reads_no_column_and_sorts_nothing()
    {
        Assert.Equal("SELECT 1 FROM `posts` WHERE `live` = ?1 LIMIT ?2 OFFSET ?3", Blog.Plan(Blog.Posts, "live = true", "-created", columns: []).Rows.Sql);
    }

    [Fact]
    public void A_view_has_no_insertion_order()
    {
        Assert.Equal("SELECT `id` FROM `feed` LIMIT ?1 OFFSET ?2", Blog.Plan(Blog.Feed).Rows.Sql);
        Assert.Equal("SELECT `id` FROM `feed` ORDER BY `title` DESC LIMIT ?1 OFFSET ?2", Blog.Plan(Blog.Feed, sort: "-title").Rows.Sql);
    }

    [Fact]
    public void A_candidate_is_a_row_of_parameters()
    {
        var rows = Blog.Plan(Blog.Comments, "by.name = 'Ana'", columns: [], isCandidate: true).Rows;
        Assert.Equal(
            "SELECT 1 FROM (SELECT ?2 AS `id`, ?3 AS `post`, ?4 AS `by`, ?5 AS `text`) AS r LEFT JOIN `users` AS s1 ON s1.`id` = r.`by` WHERE s1.`name` = ?1",
            rows.Sql);
        Assert.Equal(new SqlParameterUse(SqlValueSource.Candidate, 2), rows.Parameters[3]);
    }

    [Fact]
    public void Nothing_refers_to_a_candidate()
    {
        var refusal = Assert.Throws<BasaltException>(() => Blog.Plan(Blog.Posts, "comments_via_post.text = 'a'", columns: [], isCandidate: true));
        Assert.Equal(ErrorKind.Invalid, refusal.Kind);
    }

    /// <summary>Filter of posts; the value bound for its first constant.</summary>
    public static TheoryData<string, object?> Constants => new()
    {
        { "title = 'a'", "a" },
        { "title = 1", "1.0" },
        { "title = true", "1" },
        { "views = '10'", 10.0 },
        { "views = ' 1e1 '", 10.0 },
        { "views = 'Infinity'", "Infinity" },
        { "views = 'ten'", "ten" },
        { "live = true", 1L },
        { "live = 'true'", "true" },
        { "meta = 1", 1.0 },
        { "meta.a = '1'", "1" },
        { "title ~ 'a'", "%a%" },
        { "title ~ '10%'", "10%" },
        { @"title ~ '10\%'", @"%10\%%" },
        { "title ~ 'a_b'", @"%a\_b%" },
        { @"title ~ 'a\b'", @"%a\\b%" },
        { "title ~ 1", "%1%" },
        { "title ~ true", "%1%" },
    };

    [Theory, MemberData(nameof(Constants))]
    public void A_constant_is_converted_when_it_is_bound(string filter, object? expected)
    {
        var shape = Blog.Shape(Blog.Posts, filter);
        var values = Rules.ParameterValues.Resolve(shape.Query, new Rules.RuleRequest(), TimeProvider.System).Values;
        var use = new SqlPlanner(Sqlite.SqliteDialect.Instance).Compile(shape).Count.Parameters.First(p => p.Source == SqlValueSource.Parameter);
        var bound = use.Read(new RecordQuery(shape, values));
        Assert.Equal(expected, bound.Kind switch { BoundKind.Text => bound.Text, BoundKind.Real => bound.Real, BoundKind.Integer => bound.Integer, _ => (object?)null });
    }

    public static TheoryData<string, string?, string?> Prefixes => new()
    {
        { "Go%", "GO", "gp" },
        { "go 5%", "GO 5", "go 6" },
        { "Éa%", "ÉA", "Éb" },
        { "aÉ%", "A", "b" }, // what comes after is left to the pattern
        { "@%", "@", "A" },
        { @"50\%%", "50%", "50&" },
        { "É%", null, null },
        { "%", null, null },
        { "a_%", null, null },
        { "a%b%", null, null },
        { "a\0%", null, null },
    };

    [Theory, MemberData(nameof(Prefixes))]
    public void A_prefix_is_a_range_in_any_case(string pattern, string? first, string? end)
    {
        var shape = Blog.Shape(Blog.Posts, $"title ~ '{pattern}'");
        var values = new RecordQuery(shape, [Value.Text(pattern)]);
        var uses = new SqlPlanner(Sqlite.SqliteDialect.Instance).Compile(shape).Count.Parameters;
        string? Bound(SqlTransform transform) => uses.Where(u => u.Transform == transform).Select(u => u.Read(values).Text).SingleOrDefault();
        Assert.Equal((first, end), (Bound(SqlTransform.PrefixFirst), Bound(SqlTransform.PrefixEnd)));
    }

    [Fact]
    public void What_a_client_names_below_json_is_bound_and_never_written()
    {
        var count = Blog.Plan(Blog.Posts, "meta.a_b.0.x = 1").Count;
        Assert.Contains(count.Parameters, p => p.Constant == "$.\"a_b\"[0].\"x\"");
        Assert.DoesNotContain("a_b", count.Sql, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_stored_as_the_four_forms_of_sql()
    {
        Assert.Equal(BoundValue.Of("""["a","b\"c"]"""), BoundValue.Of(Value.List(["a", "b\"c"])));
        Assert.Equal(BoundValue.Of("""{"lon":1.5,"lat":-2}"""), BoundValue.Of(Value.Geo(new GeoPoint(1.5, -2))));
        Assert.Equal(BoundValue.Of(1L), BoundValue.Of(Value.Bool(true)));
        Assert.Equal(BoundValue.Null, BoundValue.Of(Value.Null));
    }

    [Fact]
    public void Changes_name_their_columns()
    {
        var statements = new SqlStatements(Sqlite.SqliteDialect.Instance);
        Assert.Equal("INSERT INTO `users` (`id`, `name`, `email`) VALUES (?1, ?2, ?3)", statements.Insert(Blog.Users));
        Assert.Equal("UPDATE `users` SET `email` = ?1, `name` = ?2 WHERE `id` = ?3", statements.Update(Blog.Users, [2, 1]));
        Assert.Equal("DELETE FROM `users` WHERE `id` = ?1", statements.Delete(Blog.Users));
    }
}
