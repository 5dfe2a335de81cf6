using Basalt.Schema;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Storage.Sql;

/// <summary>Where an index exists, SQLite uses it: the plans it makes of our SQL, over tables large enough to matter.</summary>
public sealed class SqliteQueryPlanTests(SqliteQueryPlanTests.FilledBlog blog) : IClassFixture<SqliteQueryPlanTests.FilledBlog>
{
    /// <summary>Collection, filter, sort, and the steps of the plan.</summary>
    public static TheoryData<string, string?, string?, string[]> Plans => new()
    {
        { "posts", null, "-created", ["SCAN posts USING INDEX idx_created"] },
        { "posts", null, "created", ["SCAN posts USING INDEX idx_created"] },
        { "posts", null, null, ["SCAN posts"] },
        { "posts", null, "-@rowid", ["SCAN posts"] },
        { "posts", "live = true", "-created", ["SCAN posts USING INDEX idx_created"] },
        { "posts", "author = 'u1'", null, ["SEARCH posts USING INDEX idx_author (author=?)"] },
        { "posts", "author ?= 'u1' && live = true", "@rowid", ["SEARCH posts USING INDEX idx_author (author=?)"] },
        { "posts", "author = ''", null, ["MULTI-INDEX OR", "INDEX 1", "SEARCH posts USING INDEX idx_author (author=?)", "INDEX 2", "SEARCH posts USING INDEX idx_author (author=?)", "USE TEMP B-TREE FOR ORDER BY"] },
        { "posts", "created > '2026' && created <= '2027'", "created", ["SEARCH posts USING INDEX idx_created (created>? AND created<?)"] },
        { "posts", "created >= '2026'", "-created", ["SEARCH posts USING INDEX idx_created (created>?)"] },
        { "posts", "title ~ 'title 1%'", "created", ["SEARCH posts USING INDEX idx_title (title>? AND title<?)", "USE TEMP B-TREE FOR ORDER BY"] },
        { "posts", "created ~ '2026-01-1%'", "created", ["SEARCH posts USING INDEX idx_created (created>? AND created<?)"] },
        { "users", "email = 'n1@x.com'", null, ["SEARCH users USING INDEX idx_email (email=?)"] },
        { "posts", "id = 'p1'", null, ["SEARCH posts USING COVERING INDEX sqlite_autoindex_posts_1 (id=?)"] },
        { "posts", "author.name = 'n1'", "-created", ["SEARCH s1 USING INDEX idx_name (name=?)", "SEARCH r USING INDEX idx_author (author=?)", "USE TEMP B-TREE FOR ORDER BY"] },
        { "posts", "author.name ?~ 'n%'", "-created", ["SCAN r USING INDEX idx_created", "SEARCH s1 USING INDEX sqlite_autoindex_users_1 (id=?) LEFT-JOIN"] },
        { "posts", "comments_via_post.text ?~ 'x'", "-created", ["SCAN r USING INDEX idx_created", "CORRELATED SCALAR SUBQUERY", "SEARCH s1 USING INDEX idx_post (post=?)"] },
        {
            "posts", "comments_via_post.text ~ 'x'", "-created",
            
            [
                "SCAN r USING INDEX idx_created", "CORRELATED SCALAR SUBQUERY", "SEARCH s1 USING INDEX idx_post (post=?)",
                "CORRELATED SCALAR SUBQUERY", "SEARCH s2 USING INDEX idx_post (post=?)",
            ]
        },
        {
            "posts", "comments_via_post.by ?= 'u1'", "-created",
            [
                "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)", "LIST SUBQUERY", "SEARCH s2 USING INDEX idx_by (by=?)",
                "SEARCH s1 USING COVERING INDEX sqlite_autoindex_posts_1 (id=?)", "USE TEMP B-TREE FOR ORDER BY",
            ]
        },
        {
            "posts", "comments_via_post.by.name ?= 'n1'", "-created",
            [
                "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)", "LIST SUBQUERY", "SEARCH s3 USING INDEX idx_name (name=?)", "SEARCH s2 USING INDEX idx_by (by=?)",
                "SEARCH s1 USING COVERING INDEX sqlite_autoindex_posts_1 (id=?)", "USE TEMP B-TREE FOR ORDER BY",
            ]
        },
        {
            "posts", "@collection.comments.by ?= 'u1' && @collection.comments.post ?= id", null,
            [
                "SEARCH r USING INTEGER PRIMARY KEY (rowid=?)", "LIST SUBQUERY", "SEARCH s2 USING INDEX idx_by (by=?)",
                "SEARCH s1 USING COVERING INDEX sqlite_autoindex_posts_1 (id=?)",
            ]
        },
        { "comments", "post.author = 'u1'", null, ["SEARCH s1 USING INDEX idx_author (author=?)", "SEARCH r USING INDEX idx_post (post=?)", "USE TEMP B-TREE FOR ORDER BY"] },
        { "posts", "tags:each ?= 'a'", "-created", ["SCAN r USING INDEX idx_created", "CORRELATED SCALAR SUBQUERY", "SCAN s1 VIRTUAL TABLE INDEX 1:"] },
    };

    [Theory, MemberData(nameof(Plans))]
    public void A_query_takes_the_index(string collection, string? filter, string? sort, string[] expected)
    {
        Assert.Equal(expected, blog.PlanOf(Blog.Shape(Blog.Schema.Require(collection), filter, sort)));
    }

    public static TheoryData<RowSelector, string> Selectors => new()
    {
        { RowSelector.ById.Instance, "SEARCH comments USING COVERING INDEX sqlite_autoindex_comments_1 (id=?)" },
        { RowSelector.ByIds.Instance, "SEARCH r USING COVERING INDEX sqlite_autoindex_comments_1 (id=?)" },
        { new RowSelector.Referring((RelationField)Blog.Comments.FindField("post")!), "SEARCH r USING INDEX idx_post (post=?)" },
        { new RowSelector.ByField(Blog.Comments.FindField("post")!, false), "SEARCH comments USING INDEX idx_post (post=?)" },
    };

    [Theory, MemberData(nameof(Selectors))]
    public void A_selector_takes_the_index(RowSelector rows, string expected)
    {
        Assert.Equal(expected, blog.PlanOf(Blog.Shape(Blog.Comments, rows: rows))[0]);
    }

    [Fact]
    public void A_name_is_found_in_any_case_and_in_a_partial_index()
    {
        Assert.Equal("SEARCH posts USING INDEX idx_title (title=?)", blog.PlanOf(Blog.Shape(Blog.Posts, rows: new RowSelector.ByField(Blog.Posts.FindField("title")!, true)))[0]);
        Assert.Equal("SEARCH users USING INDEX idx_email (email=?)", blog.PlanOf(Blog.Shape(Blog.Users, rows: new RowSelector.ByField(Blog.Users.FindField("email")!, false)))[0]);
    }

    public sealed class FilledBlog : IDisposable
    {
        private const int Posts = 12_000;

        private readonly SqliteConnection _connection = SqliteConnection.Open("", SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate);

        public FilledBlog()
        {
            _connection.Configure(SqliteCodes.DbConfigStablePlans, true); // as the engine's connections
            foreach (var collection in Blog.Schema.All.Where(c => !c.IsView))
            {
                _connection.Execute(SqliteSchemaSql.Instance.CreateTable(collection));
                foreach (var index in collection.Indexes) _connection.Execute(SqliteSchemaSql.Instance.CreateIndex(collection, index));
            }

            Fill("users", Posts / 10, "'u' || n, 'n' || n, 'n' || n || '@x.com'", "id, name, email");
            Fill("posts", Posts, "'p' || n, 'Title ' || n, n % 2, 'u' || (n % 1200), '2026-01-' || (n % 28)", "id, title, live, author, created");
            Fill("comments", Posts * 2, "'c' || n, 'p' || (n % 12000), 'u' || (n % 1200), 'text ' || n", "id, post, by, text");
        }

        internal List<string> PlanOf(QueryShape shape)
        {
            var rows = new SqlPlanner(SqliteDialect.Instance).Compile(shape).Rows;
            using var statement = _connection.Prepare("EXPLAIN QUERY PLAN " + rows.Sql);
            var values = Rules.ParameterValues.Resolve(shape.Query, new Rules.RuleRequest(), TimeProvider.System).Values;
            for (var i = 0; i < rows.Parameters.Length; i++)
            {
                if (rows.Parameters[i].Read(new RecordQuery(shape, values)) is { Kind: BoundKind.Text } bound) statement.Bind(i + 1, bound.Text);
            }

            var steps = new List<string>();
            while (statement.Step()) steps.Add(Step(statement.Text(3)));
            return steps;
        }

        // Subqueries are numbered in the order of parsing, which says nothing.
        private static string Step(string text) => text.Contains("SUBQUERY ", StringComparison.Ordinal) ? text[..(text.IndexOf("SUBQUERY ", StringComparison.Ordinal) + 8)] : text;

        public void Dispose() => _connection.Dispose();

        private void Fill(string table, int count, string values, string columns) => _connection.Execute(
            $"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) INSERT INTO {table} ({columns}) SELECT {values} FROM c");
    }
}
