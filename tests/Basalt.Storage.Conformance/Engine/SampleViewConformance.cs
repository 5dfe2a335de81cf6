using Basalt.Errors;
using Basalt.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Engine;

public abstract class SampleViewConformance : EngineTests
{
    private const string Endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000000000) SELECT max(x) AS id FROM n";

    protected WatchedClock Clock { get; } = new();

    [Fact]
    public async Task A_sample_has_the_columns_and_at_most_ten_rows()
    {
        await Engine.InsertAsync([.. Enumerable.Range(0, 12).Select(i => Sample.Post(Posts, $"post{i:d11}", $"t{i}", i + 0.5))]);

        var sample = await SampleAsync("SELECT id, title AS name, views, NULL AS none, 7 AS seven FROM posts ORDER BY id;");

        Assert.Equal(["id", "name", "views", "none", "seven"], sample.Columns);
        Assert.Equal(10, sample.Rows.Length);
        Assert.Equal(["post00000000000", "t0", 0.5, null, 7L], sample.Rows[0]);
    }

    [Fact]
    public async Task A_sample_sees_what_the_transaction_has_changed()
    {
        var next = Posts with { Name = CollectionName.Parse("articles") };
        var change = Calls.ChangeOf(Engine.Schema, [new CollectionStep(Posts, next)]);

        var sample = await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.ChangeSchemaAsync(change, Ct);
                await transaction.InsertAsync(Sample.Post(next, "post00000000001"), Ct);
                return await transaction.SampleViewAsync("SELECT id FROM articles", Ct);
            },
            Ct);

        Assert.Single(sample.Rows);
    }

    [Fact]
    public async Task A_sample_beside_transactions_sees_what_was_committed()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "t", 1.5));

        var sample = await Engine.SampleViewAsync(Engine.Schema, "SELECT id, views FROM posts", Ct);

        Assert.Equal(["id", "views"], sample.Columns);
        Assert.Equal(["post00000000001", 1.5], Assert.Single(sample.Rows));
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000002"));
        Assert.Equal(2, (await Engine.SampleViewAsync(Engine.Schema, "SELECT id FROM posts", Ct)).Rows.Length);
    }

    [Fact]
    public async Task A_sample_of_another_schema_is_not_told()
    {
        var old = Engine.Schema;
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Rules = new RuleSet { List = "" } })]);

        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Engine.SampleViewAsync(old, "SELECT id FROM posts", Ct));
    }

    [Fact(Timeout = 60_000)] // were the sample to hold the writer up, the test would wait for good
    public async Task Transactions_go_on_beside_a_slow_sample_and_may_even_change_the_schema()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var schema = Engine.Schema;
        var looked = WhenItRunsAsync();
        var sample = Task.Run(async () => await Engine.SampleViewAsync(schema, Endless, cancellation.Token), Ct);
        await looked;

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Rules = new RuleSet { List = "" } })]);
        Assert.Single(await Engine.ListAsync("posts"));

        Assert.False(sample.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sample);
    }

    [Fact]
    public async Task A_sample_that_runs_too_long_is_ended()
    {
        Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1); // at every look at the clock

        var refused = await Assert.ThrowsAsync<BasaltException>(async () => await Engine.SampleViewAsync(Engine.Schema, Endless, Ct));

        Assert.Equal((ErrorKind.Invalid, "query_timeout"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task A_sample_inside_a_transaction_has_less_time_and_the_transaction_can_go_on()
    {
        await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
                var start = Now;
                var refused = await Assert.ThrowsAsync<BasaltException>(async () => await transaction.SampleViewAsync(Endless, Ct));
                Clock.AutoAdvanceAmount = TimeSpan.Zero;
                Assert.Equal((ErrorKind.Invalid, "query_timeout"), (refused.Kind, refused.Code));
                Assert.InRange(Now - start, TimeInTransaction.Least, TimeInTransaction.Most);
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000002"), Ct);
                return true;
            },
            Ct);

        Assert.Equal(2, await Engine.CountAsync("posts"));
    }

    public static TheoryData<string> Refused => new()
    {
        "",
        "   ; ",
        "SELECT",
        "SELECT id FROM nowhere",
        "SELECT id FROM posts; SELECT 1",
        "SELECT id FROM posts; DELETE FROM posts",
        "SELECT id FROM posts WHERE id = ?",
        "DELETE FROM posts",
        "DELETE FROM posts RETURNING id",
        "INSERT INTO posts (id) VALUES ('x') RETURNING id",
        "UPDATE posts SET title = 'x' RETURNING id",
        "DROP TABLE posts",
        "CREATE TABLE x (id)",
        "ATTACH DATABASE ':memory:' AS other",
        "VACUUM INTO '/tmp/stolen.db'",
        "PRAGMA table_info(posts)",
        "SELECT name AS id FROM pragma_table_info('posts')",
        "BEGIN",
        "COMMIT",
        "SELECT value AS id FROM _params",
        "SELECT options AS id FROM _collections",
        "SELECT id FROM (SELECT * FROM _collections)",
        "SELECT value AS id FROM _basalt_meta",
        "SELECT collection AS id FROM _basalt_writes",
        "SELECT key AS id FROM _basalt_counts",
        "WITH p AS (SELECT value FROM _params) SELECT value AS id FROM p",
        "SELECT load_extension('x') AS id",
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_sample_is_of_one_select_that_can_not_change_or_reveal_anything(string select)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        foreach (var sampleAsync in (Func<string, Task<ViewSample>>[])[SampleAsync, SampleBesideAsync])
        {
            var refused = await Assert.ThrowsAsync<BasaltException>(() => sampleAsync(select));
            Assert.Equal((ErrorKind.Invalid, "invalid_view_query"), (refused.Kind, refused.Code));
            Assert.NotEmpty(refused.Message);
            Assert.Single(await Engine.ListAsync("posts"));
            Assert.Single((await sampleAsync("SELECT id FROM posts")).Rows); // and the next one works
        }
    }

    /// <summary>Ends when a sample that was asked for after this call is under way.</summary>
    protected virtual Task WhenItRunsAsync() => Clock.NextLook();

    /// <summary>By the clock that limits queries.</summary>
    protected virtual DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>How long a sample inside of a transaction may run, less than one beside it.</summary>
    protected virtual (TimeSpan Least, TimeSpan Most) TimeInTransaction => (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

    private async Task<ViewSample> SampleAsync(string select) =>
        await Engine.WriteAsync(Engine.Schema, transaction => transaction.SampleViewAsync(select, Ct), Ct);

    private async Task<ViewSample> SampleBesideAsync(string select) => await Engine.SampleViewAsync(Engine.Schema, select, Ct);

    /// <summary>Tells when it is looked at: by a query, that it runs and has run for a while.</summary>
    protected sealed class WatchedClock : FakeTimeProvider
    {
        private TaskCompletionSource? _look;

        public Task NextLook() => (_look = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public override long GetTimestamp()
        {
            _look?.TrySetResult();
            return base.GetTimestamp();
        }
    }
}

public sealed class SqliteSampleViews : SampleViewConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(Clock);
}
