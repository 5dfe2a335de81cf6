using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage.Sql;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>When a total is counted and when it is not.</summary>
public sealed class SqliteTotalsCache
{
    private static readonly SchemaSnapshot Schema = new(1, [Sample.Authors, Sample.Posts]);

    private readonly WriteCounters _writes = new();
    private readonly Totals _totals;
    private int _counted;

    public SqliteTotalsCache() => _totals = new Totals(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_total_is_counted_once_until_its_collection_is_written()
    {
        var query = Calls.All(Schema, Sample.Posts);

        for (var i = 0; i < 3; i++) await CountAsync(query);
        Assert.Equal(1, _counted);
        _writes.Bump([Sample.Authors.Id]);
        await CountAsync(query);
        Assert.Equal(1, _counted);
        _writes.Bump([Sample.Posts.Id]);
        await CountAsync(query);
        Assert.Equal(2, _counted);
    }

    [Fact]
    public async Task What_was_counted_while_others_were_not_heard_is_counted_again()
    {
        var query = Calls.All(Schema, Sample.Posts);

        _writes.GoBlind();
        for (var i = 0; i < 2; i++) await CountAsync(query);
        Assert.Equal(2, _counted);
        _writes.SeeAgain(); // and who wrote before that was not heard
        for (var i = 0; i < 2; i++) await CountAsync(query);
        Assert.Equal(3, _counted);
    }

    [Fact]
    public async Task Other_values_are_another_total()
    {
        var query = Calls.All(Schema, Sample.Posts, RowSelector.ByIds.Instance);

        await CountAsync(query with { Keys = ["a"] });
        await CountAsync(query with { Keys = ["a", "b"] });
        await CountAsync(query with { Keys = ["a"] });

        Assert.Equal(2, _counted);
    }

    [Fact]
    public async Task What_depends_on_the_clock_is_counted_every_time()
    {
        var root = new Source.Root(Sample.Posts);
        var now = new ParameterOrigin.Macro(MacroKind.Now);
        var day = new Operand.Column(root, Sample.Posts.FindField("day")!, ColumnModifier.None, []);
        var where = new Condition.Compare(day, ComparisonOperator.Less, false, new Operand.Parameter(0, now));
        var shape = new QueryShape
        {
            Query = new BoundQuery { Schema = Schema, Collection = Sample.Posts, Root = root, Where = where, Parameters = [now] },
            Parameters = [ParameterClass.Text],
            Columns = [],
        };
        var query = new RecordQuery(shape, [Value.Text("2026-11-24 00:00:00.000Z")]);

        await CountAsync(query);
        await CountAsync(query);

        Assert.Equal(2, _counted);
    }

    [Fact]
    public async Task Who_asks_while_it_is_counted_waits_for_that_count()
    {
        var query = Calls.All(Schema, Sample.Posts);
        var counting = new TaskCompletionSource<long>();

        var first = CountAsync(query, () => new(counting.Task)).AsTask();
        var second = CountAsync(query).AsTask();
        Assert.False(second.IsCompleted);
        counting.SetResult(42);

        Assert.Equal((42, 42, 1), (await first, await second, _counted));
    }

    [Fact]
    public async Task Who_waits_counts_itself_when_the_one_who_counted_gave_up()
    {
        var query = Calls.All(Schema, Sample.Posts);
        var counting = new TaskCompletionSource<long>();

        var first = CountAsync(query, () => new(counting.Task)).AsTask();
        var second = CountAsync(query).AsTask();
        counting.SetException(new InvalidTimeZoneException("gave up"));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => first);
        Assert.Equal((7, 2), (await second, _counted));
    }

    [Fact]
    public async Task A_write_during_the_count_makes_it_old_at_once()
    {
        var query = Calls.All(Schema, Sample.Posts);

        await CountAsync(query, () =>
        {
            _writes.Bump([Sample.Posts.Id]);
            return new(1);
        });
        await CountAsync(query);

        Assert.Equal(2, _counted);
    }

    [Fact]
    public async Task The_longest_unused_total_goes_first()
    {
        var query = Calls.All(Schema, Sample.Posts, RowSelector.ByIds.Instance);
        foreach (var key in "abcad") await CountAsync(query with { Keys = [key.ToString()] }); // b goes for d
        Assert.Equal(4, _counted);

        await CountAsync(query with { Keys = ["a"] });
        Assert.Equal(4, _counted);
        await CountAsync(query with { Keys = ["b"] });
        Assert.Equal(5, _counted);
    }

    private ValueTask<long> CountAsync(RecordQuery query, Func<ValueTask<long>>? count = null)
    {
        var plan = EnginePlan.Of(query.Shape, new SqlPlanner(SqliteDialect.Instance));
        return _totals.GetAsync(
            plan,
            query,
            _writes.Stamp(plan.Reads),
            () =>
            {
                _counted++;
                return count?.Invoke() ?? new(7);
            },
            Ct);
    }
}
