using System.Collections.Concurrent;
using Basalt.Errors;
using Basalt.Schema;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Engine;

public abstract class ReadConformance : EngineTests
{
    // One row at once, the next one after an age.
    private const string Endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000000000) " +
        "SELECT CAST(x AS TEXT) AS id FROM n WHERE x IN (1, 4000000000)";

    protected FakeTimeProvider Clock { get; } = new();

    [Fact]
    public async Task Rows_come_in_the_order_of_their_insertion_and_a_consumer_may_stop()
    {
        await Engine.InsertAsync([.. Enumerable.Range(0, 50).Select(i => Sample.Post(Posts, $"post{99 - i:d11}", $"t{i}"))]);
        var first = new FirstRows(Posts, 3);

        await Engine.QueryAsync(Calls.All(Engine.Schema, Posts), first, Ct);

        Assert.Equal(["t0", "t1", "t2"], first.Read.Select(r => r.TextOf("title")));
    }

    [Fact]
    public async Task Limit_and_offset_cut_a_window_and_the_total_ignores_it()
    {
        await Engine.InsertAsync([.. Enumerable.Range(0, 10).Select(i => Sample.Post(Posts, $"post{i:d11}", $"t{i}"))]);
        var rows = new Rows(Posts);
        var query = Calls.All(Engine.Schema, Posts) with { Limit = 2, Offset = 7 };

        await Engine.QueryAsync(query, rows, Ct);

        Assert.Equal(["t7", "t8"], rows.Read.Select(r => r.TextOf("title")));
        Assert.Equal(10, await Engine.CountAsync(query, Ct));
    }

    [Fact]
    public async Task A_query_of_another_schema_is_not_run()
    {
        var old = Engine.Schema;
        await Engine.ChangeAsync(schema => [new CollectionStep(Posts, Posts with { Rules = new RuleSet { List = "" } })]);
        var query = Calls.All(old, old.Require("posts"));

        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Engine.QueryAsync(query, new Rows(Posts), Ct));
        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Engine.CountAsync(query, Ct));
    }

    [Fact]
    public async Task A_query_that_runs_too_long_is_ended()
    {
        await AddViewAsync("endless", Endless);
        Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1); // at every look at the clock

        var refused = await Assert.ThrowsAsync<BasaltException>(() => Engine.ListAsync("endless"));

        Assert.Equal((ErrorKind.Invalid, "query_timeout"), (refused.Kind, refused.Code));
        Clock.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.Empty(await Engine.ListAsync("posts")); // the connection is good as ever
    }

    [Fact]
    public async Task A_query_inside_a_transaction_that_runs_too_long_is_ended_and_the_transaction_can_go_on()
    {
        await AddViewAsync("endless", Endless);
        Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1);

        await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                await Assert.ThrowsAsync<BasaltException>(() => transaction.ListAsync(Engine.Schema, "endless"));
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000002"), Ct);
                return true;
            },
            Ct);

        Clock.AutoAdvanceAmount = TimeSpan.Zero;
        Assert.Equal(2, await Engine.CountAsync("posts"));
    }

    [Fact]
    public async Task A_query_that_nobody_waits_for_any_more_is_ended()
    {
        await AddViewAsync("endless", Endless);
        using var cancellation = new CancellationTokenSource();
        var query = Calls.All(Engine.Schema, Engine.Schema.Require("endless"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Engine.QueryAsync(query, new Cancelling(cancellation), cancellation.Token));
    }

    [Fact]
    public async Task A_view_over_something_that_is_gone_is_the_callers_problem()
    {
        await AddViewAsync("titles", "SELECT id, title FROM posts");
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Fields = [.. Posts.Fields.Where(f => f.Name != "title")], Indexes = [] })]);

        var refused = await Assert.ThrowsAsync<BasaltException>(() => Engine.ListAsync("titles"));

        Assert.Equal((ErrorKind.Invalid, "query_failed"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task A_consumer_that_throws_gets_its_exception_and_spoils_nothing()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await Engine.QueryAsync(Calls.All(Engine.Schema, Posts), new Throwing(), Ct));

        Assert.Single(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task Readers_wait_in_line_when_there_are_more_than_connections()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        using var holding = new Blocking();
        var query = Calls.All(Engine.Schema, Posts);
        var holders = Enumerable.Range(0, Connections).Select(_ => Task.Run(async () => await Engine.QueryAsync(query, holding, Ct), Ct)).ToList();
        await holding.AllAsync(Connections);
        var done = new ConcurrentQueue<int>();
        using var cancellation = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(i => WaitAsync(i, i == 1 ? cancellation.Token : Ct)).ToList();

        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[1]);
        holding.Release();
        await Task.WhenAll([.. holders, waiting[0], waiting[2]]);

        Assert.Equal([0, 2], done.Order());

        async Task WaitAsync(int i, CancellationToken ct)
        {
            await Engine.QueryAsync(query, new Rows(Posts), ct);
            done.Enqueue(i);
        }
    }

    [Fact]
    public async Task A_closed_engine_refuses()
    {
        var (engine, query) = (Engine, Calls.All(Engine.Schema, Posts));
        await engine.DisposeAsync();

        var read = await Assert.ThrowsAsync<BasaltException>(async () => await engine.QueryAsync(query, new Rows(Posts), Ct));
        var write = await Assert.ThrowsAsync<BasaltException>(() => engine.WriteAsync(_ => true));

        Assert.Equal((ErrorKind.Unavailable, ErrorKind.Unavailable), (read.Kind, write.Kind));
    }

    /// <summary>How many queries the engine under test runs at the same time.</summary>
    protected abstract int Connections { get; }

    private Task AddViewAsync(string name, string select) => Engine.ChangeAsync(_ => [new CollectionStep(null, Sample.View(name, select))]);

    private sealed class FirstRows(Collection collection, int count) : IRowConsumer
    {
        private readonly Rows _rows = new(collection);

        public List<Record> Read => _rows.Read;

        public bool Accept(RecordRow row) => _rows.Accept(row) && Read.Count < count;
    }

    private sealed class Cancelling(CancellationTokenSource source) : IRowConsumer
    {
        public bool Accept(RecordRow row)
        {
            source.Cancel();
            return true;
        }
    }

    private sealed class Throwing : IRowConsumer
    {
        public bool Accept(RecordRow row) => throw new InvalidTimeZoneException("from the consumer");
    }

    private sealed class Blocking : IRowConsumer, IDisposable
    {
        private readonly SemaphoreSlim _arrived = new(0);
        private readonly ManualResetEventSlim _released = new();

        public bool Accept(RecordRow row)
        {
            _arrived.Release();
            _released.Wait();
            return true;
        }

        public async Task AllAsync(int count)
        {
            for (var i = 0; i < count; i++) await _arrived.WaitAsync(Ct);
        }

        public void Release() => _released.Set();

        public void Dispose()
        {
            _arrived.Dispose();
            _released.Dispose();
        }
    }
}

public sealed class SqliteReadsTests : ReadConformance
{
    protected override int Connections => 2;

    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(Clock, new() { ReadConnections = Connections });
}
