using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Conformance.Engine;

public abstract class SampleViewConformance : EngineTests
{
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
        "WITH p AS (SELECT value FROM _params) SELECT value AS id FROM p",
        "SELECT load_extension('x') AS id",
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_sample_is_of_one_select_that_can_not_change_or_reveal_anything(string select)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        var refused = await Assert.ThrowsAsync<BasaltException>(() => SampleAsync(select));

        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        Assert.NotEmpty(refused.Message);
        Assert.Single(await Engine.ListAsync("posts"));
        Assert.Single((await SampleAsync("SELECT id FROM posts")).Rows); // and the next one works
    }

    private async Task<ViewSample> SampleAsync(string select) =>
        await Engine.WriteAsync(Engine.Schema, transaction => transaction.SampleViewAsync(select, Ct), Ct);
}

public sealed class SqliteSampleViews : SampleViewConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
