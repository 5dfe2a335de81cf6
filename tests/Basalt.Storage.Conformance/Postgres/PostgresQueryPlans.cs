using System.Text.RegularExpressions;
using Basalt.Schema;
using Basalt.Storage.Sql;
using Basalt.Storage.Sql.Postgres;
using Basalt.Tests.Shared;
using Npgsql;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>
/// Where an index exists, PostgreSQL uses it, over 100,000 rows: with the values at hand, as a query is planned when it is new, and without
/// them, as it is planned once it is kept.
/// </summary>
public sealed partial class PostgresQueryPlans(PostgresQueryPlans.FilledBlog blog) : IClassFixture<PostgresQueryPlans.FilledBlog>
{
    private const int Page = 30;

    /// <summary>Collection, filter, sort, and the indexes that the plan uses.</summary>
    public static TheoryData<string, string?, string?, string[]> Plans => new()
    {
        { "posts", null, null, ["posts__basalt_rowid_key"] },
        { "posts", null, "-@rowid", ["posts__basalt_rowid_key"] },
        { "posts", null, "-created", ["idx_created"] },
        { "posts", null, "created", ["idx_created"] },
        { "posts", "live = true", "-created", ["idx_created"] },
        { "posts", "id = 'p1'", null, ["posts_pkey"] },
        { "posts", "author = 'u1'", null, ["idx_author"] },
        { "posts", "author ?= 'u1' && live = true", "@rowid", ["idx_author"] },
        { "posts", "created >= '2026-01-07' && created < '2026-01-08'", "created", ["idx_created"] },
        { "posts", "created >= '2026-01-07'", "-created", ["idx_created"] },
        { "posts", "title ~ 'title 1234%'", null, ["idx_title"] },
        { "posts", "created ~ '2026-01-1%'", "created", ["idx_created"] },
        { "users", "email = 'n1@x.com'", null, ["idx_email"] },
        { "posts", "author.name = 'n1'", null, ["idx_name", "idx_author"] },
        { "comments", "post.author = 'u1'", null, ["idx_author", "idx_post"] },
        { "posts", "comments_via_post.by ?= 'u1'", "-created", ["idx_by", "posts_pkey"] },
        { "posts", "comments_via_post.text ?~ 'text'", "-created", ["idx_created", "idx_post"] },
    };

    [Theory, MemberData(nameof(Plans))]
    public async Task A_query_takes_the_index(string collection, string? filter, string? sort, string[] indexes)
    {
        var query = Query(Blog.Shape(Blog.Schema.Require(collection), filter, sort)) with { Limit = Page };
        await AssertIndexesAsync(query, indexes);
    }

    public static TheoryData<RowSelector, string> Selectors => new()
    {
        { RowSelector.ById.Instance, "comments_pkey" },
        { RowSelector.ByIds.Instance, "comments_pkey" },
        { new RowSelector.Referring((RelationField)Blog.Comments.FindField("post")!), "idx_post" },
        { new RowSelector.ByField(Blog.Comments.FindField("post")!, false), "idx_post" },
    };

    [Theory, MemberData(nameof(Selectors))]
    public async Task A_selector_takes_the_index(RowSelector rows, string index) =>
        await AssertIndexesAsync(Query(Blog.Shape(Blog.Comments, rows: rows)) with { Key = "p1", Keys = ["p1", "p2"] }, [index]);

    private static RecordQuery Query(QueryShape shape) =>
        new(shape, Rules.ParameterValues.Resolve(shape.Query, new Rules.RuleRequest(), TimeProvider.System).Values);

    private async Task AssertIndexesAsync(RecordQuery query, string[] indexes)
    {
        var statement = PostgresPlan.Of(query.Shape, new SqlPlanner(PostgresDialect.Instance)).RowsOf(query);
        foreach (var plan in new[] { await blog.PlanOfValuesAsync(statement, query), await blog.KeptPlanAsync(statement) })
        {
            Assert.False(WholeTable().IsMatch(plan), plan);
            foreach (var index in indexes) Assert.Contains(index, plan, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"Seq Scan on (posts|comments|users)\b")]
    private static partial Regex WholeTable();

    public sealed class FilledBlog : IAsyncLifetime
    {
        private const int Posts = 100_000;

        private string _database = "";
        private NpgsqlConnection _connection = null!; // opened before the first test

        public async ValueTask InitializeAsync()
        {
            PostgresServer.Require();
            _database = PostgresServer.Current.CreateDatabase();
            _connection = new NpgsqlConnection($"Host=127.0.0.1;Port={PostgresServer.Current.Port};Username=basalt;Database={_database};Pooling=false");
            await _connection.OpenAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(SystemTables.Functions());
            foreach (var collection in Blog.Schema.All.Where(c => !c.IsView))
            {
                await ExecuteAsync(PostgresSchemaSql.Instance.CreateTable(collection).ToString());
                foreach (var index in collection.Indexes) await ExecuteAsync(PostgresSchemaSql.Instance.CreateIndex(collection, index).ToString());
            }

            await FillAsync("users", Posts / 10, "'u' || n, 'n' || n, 'n' || n || '@x.com'", "id, name, email");
            await FillAsync(
                "posts", Posts, "'p' || n, 'Title ' || n, n % 2 = 0, 'u' || (n % 10000), to_char(timestamp '2026-01-01' + n * interval '25 s', 'YYYY-MM-DD HH24:MI:SS.MS\"Z\"')",
                "id, title, live, author, created");
            await FillAsync("comments", Posts * 2, "'c' || n, 'p' || (n % 100000), 'u' || (n % 10000), 'text ' || n", "id, post, by, text");
            await ExecuteAsync("ANALYZE");
        }

        public async ValueTask DisposeAsync()
        {
            await _connection.DisposeAsync();
            PostgresServer.Current.DropDatabase(_database);
        }

        internal async Task<string> PlanOfValuesAsync(PostgresStatement statement, RecordQuery query)
        {
            await using var command = new NpgsqlCommand("EXPLAIN " + statement.Sql.Sql, _connection);
            for (var i = 0; i < statement.Forms.Length; i++) command.Parameters.Add(Parameters.Of(statement.Forms[i], statement.Sql.Parameters[i].Read(query)));
            return await ReadAsync(command);
        }

        internal async Task<string> KeptPlanAsync(PostgresStatement statement)
        {
            var types = string.Join(", ", statement.Forms.Select(form => form switch
            {
                ParameterForm.Number => "double precision",
                ParameterForm.Integer => "bigint",
                ParameterForm.Bool => "boolean",
                _ => "text",
            }));
            var nothing = string.Join(", ", statement.Forms.Select(_ => "NULL"));
            await ExecuteAsync($"SET plan_cache_mode = force_generic_plan; PREPARE kept{(types.Length > 0 ? $"({types})" : "")} AS {statement.Sql.Sql}");
            try
            {
                await using var command = new NpgsqlCommand($"EXPLAIN EXECUTE kept{(nothing.Length > 0 ? $"({nothing})" : "")}", _connection);
                return await ReadAsync(command);
            }
            finally
            {
                await ExecuteAsync("DEALLOCATE kept; RESET plan_cache_mode");
            }
        }

        private static async Task<string> ReadAsync(NpgsqlCommand command)
        {
            var lines = new List<string>();
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) lines.Add(reader.GetString(0));
            return string.Join('\n', lines);
        }

        private Task FillAsync(string table, int count, string values, string columns) =>
            ExecuteAsync($"INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series(1, {count}) AS n");

        private async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, _connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
