using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;

namespace Basalt.Storage.Conformance.Engine;

public abstract class TotalsConformance : EngineTests
{
    [Fact]
    public async Task A_total_is_right_after_every_kind_of_write()
    {
        var totals = new List<long> { await Engine.TotalAsync("posts") };
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "a", 1), Sample.Post(Posts, "post00000000002", "b", 2));
        totals.Add(await Engine.TotalAsync("posts"));
        await Engine.WriteAsync(Engine.Schema, t => t.DeleteAsync(Posts, "post00000000001", Ct), Ct);
        totals.Add(await Engine.TotalAsync("posts"));

        Assert.Equal([0, 2, 1], totals);
    }

    [Fact]
    public async Task A_total_with_values_follows_updates_of_what_it_compares()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "a", 1), Sample.Post(Posts, "post00000000002", "b", 2));
        var ones = WithViews(1);
        Assert.Equal((1, 1), (await Engine.TotalAsync(ones), await Engine.TotalAsync(ones with { Values = [Value.Number(2)] })));

        await Engine.WriteAsync(t => t.UpdateAsync(Sample.Post(Posts, "post00000000001", "a", 2), new[] { Posts.OrdinalOf("views") }, Ct));

        Assert.Equal((0, 2), (await Engine.TotalAsync(ones), await Engine.TotalAsync(ones with { Values = [Value.Number(2)] })));
    }

    [Fact]
    public async Task A_total_of_a_view_follows_writes_of_its_tables()
    {
        await Engine.ChangeAsync(_ => [new CollectionStep(null, Sample.View("ids", "SELECT id FROM posts"))]);
        Assert.Equal(0, await Engine.TotalAsync("ids"));

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        Assert.Equal(1, await Engine.TotalAsync("ids"));
    }

    [Fact]
    public async Task A_failed_write_changes_no_total_and_no_stamp()
    {
        var query = Calls.All(Engine.Schema, Posts);
        var (total, stamp) = (await Engine.TotalAsync(query), Engine.WriteStamp(Posts));

        await Assert.ThrowsAsync<BasaltException>(async () => await Engine.WriteAsync<bool>(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                throw BasaltException.Invalid("undone");
            },
            Ct));

        Assert.Equal((total, stamp), (await Engine.TotalAsync(query), Engine.WriteStamp(Posts)));
    }

    [Fact]
    public async Task A_stamp_grows_with_writes_of_its_collection_and_no_others()
    {
        var (posts, authors) = (Engine.WriteStamp(Posts), Engine.WriteStamp(Under.Authors));

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        Assert.True(Engine.WriteStamp(Posts) > posts);
        Assert.Equal(authors, Engine.WriteStamp(Under.Authors));
    }

    [Fact]
    public async Task A_total_is_never_older_than_the_last_acknowledged_write()
    {
        var query = Calls.All(Engine.Schema, Posts);
        var acknowledged = 0L;
        var writers = Enumerable.Range(0, 4).Select(w => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    await Engine.InsertAsync(Sample.Post(Posts, $"post{w:d2}{i:d9}"));
                    Interlocked.Increment(ref acknowledged);
                }
            },
            Ct)).ToList();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(
            async () =>
            {
                for (var last = 0L; last < 200;)
                {
                    var atLeast = Interlocked.Read(ref acknowledged);
                    last = await Engine.TotalAsync(query);
                    Assert.True(last >= atLeast, $"{last} of at least {atLeast}");
                }
            },
            Ct)).ToList();

        await Task.WhenAll([.. writers, .. readers]);
    }

    private RecordQuery WithViews(double views)
    {
        var root = new Source.Root(Posts);
        var column = new Operand.Column(root, Posts.FindField("views")!, ColumnModifier.None, []);
        var parameter = new Operand.Parameter(0, new ParameterOrigin.Literal(Value.Number(views)));
        return Calls.Of(Engine.Schema, root, null, new Condition.Compare(column, ComparisonOperator.Equal, false, parameter), Value.Number(views));
    }
}

public sealed class SqliteTotals : TotalsConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
