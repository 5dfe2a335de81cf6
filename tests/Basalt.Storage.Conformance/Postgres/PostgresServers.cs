using System.Text.Json;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Settings;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Postgres;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>Several servers on one database.</summary>
public sealed class PostgresServers : EngineTests, IAsyncDisposable
{
    private PostgresEngine? _other;

    private PostgresEngine Other => _other ??= ((PostgresUnderTest)Under).OpenAnother();

    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_other is not null) await _other.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task What_one_writes_the_other_reads_and_counts()
    {
        Assert.Equal(0, await Other.CountAsync("posts"));
        var stamp = Other.WriteStamp(Other.Schema.Require("posts"));

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello"));

        await UntilAsync(() => Other.WriteStamp(Other.Schema.Require("posts")) > stamp);
        Assert.Equal("hello", Assert.Single(await Other.ListAsync("posts")).TextOf("title"));
        Assert.Equal(1, await Other.CountAsync("posts"));
    }

    [Fact]
    public async Task A_changed_schema_is_heard_of()
    {
        var before = Other.Schema;
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Rules = new RuleSet { List = "" } })]);

        await UntilAsync(() => !ReferenceEquals(Other.Schema, before));

        Assert.Equal((Engine.Schema.Version, ""), (Other.Schema.Version, Other.Schema.Require("posts").Rules.List));
    }

    [Fact]
    public async Task Whoever_is_told_of_a_change_of_the_schema_finds_it_on_every_server()
    {
        await Other.InsertAsync(Sample.Post(Other.Schema.Require("posts"), "post00000000001")); // it is at work
        for (var i = 0; i < 40; i++)
        {
            var (one, another) = i % 2 == 0 ? ((IStorageEngine)Engine, (IStorageEngine)Other) : (Other, Engine);
            var posts = one.Schema.Require("posts");

            await one.ChangeAsync(_ => [new CollectionStep(posts, posts with { Rules = new RuleSet { List = $"views > {i}" } })]);

            Assert.Equal($"views > {i}", another.Schema.Require("posts").Rules.List);
        }
    }

    [Fact]
    public async Task A_read_of_a_column_that_is_gone_has_the_server_look_for_a_change_that_it_has_not_heard_of()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        Assert.Single(await Engine.ListAsync("posts"));
        PostgresServer.Current.Execute(
            """
            ALTER TABLE posts DROP COLUMN views;
            UPDATE _collections SET fields = (SELECT json_agg(f)::text FROM json_array_elements(fields::json) AS f WHERE f ->> 'name' <> 'views') WHERE name = 'posts';
            UPDATE _basalt_meta SET value = value + 1 WHERE key = 'schema';
            """,
            ((PostgresUnderTest)Under).Database);

        await Assert.ThrowsAsync<SchemaChangedException>(() => Engine.ListAsync("posts"));

        Assert.Null(Posts.FindField("views"));
        Assert.Single(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task Whoever_is_told_of_saved_settings_finds_them_on_every_server()
    {
        var (settings, others) = (new SettingsStore(Engine), new SettingsStore(Other));
        await Other.InsertAsync(Sample.Post(Other.Schema.Require("posts"), "post00000000001")); // it is at work
        Assert.Equal(ServerSettings.Default.Meta.AppName, (await others.GetAsync(Ct)).Meta.AppName);
        for (var i = 0; i < 40; i++)
        {
            var (one, another) = i % 2 == 0 ? (settings, others) : (others, settings);
            using var submitted = JsonDocument.Parse($$"""{"appName":"Shop {{i}}","appURL":"https://shop.example","senderName":"Shop","senderAddress":"shop@shop.example"}""");

            await one.SaveAsync(new Dictionary<string, JsonElement> { ["meta"] = submitted.RootElement }, Ct);

            Assert.Equal($"Shop {i}", (await another.GetAsync(Ct)).Meta.AppName);
            Assert.Equal($"Shop {i}", (await one.GetAsync(Ct)).Meta.AppName);
        }
    }

    [Fact]
    public async Task Settings_and_a_schema_that_are_changed_together_are_both_found_on_every_server()
    {
        await Other.InsertAsync(Sample.Post(Other.Schema.Require("posts"), "post00000000001")); // it is at work
        var stamp = Other.ParamsStamp;
        var change = Calls.ChangeOf(Engine.Schema, [new CollectionStep(Posts, Posts with { Rules = new RuleSet { List = "views > 7" } })]);

        await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.WriteParamAsync("key", "value", Ct);
                await transaction.ChangeSchemaAsync(change, Ct);
                return true;
            },
            Ct);

        Assert.True(Other.ParamsStamp > stamp);
        Assert.Equal("views > 7", Other.Schema.Require("posts").Rules.List);
    }

    [Fact]
    public async Task A_total_that_one_tells_is_never_older_than_what_another_has_acknowledged()
    {
        var query = Calls.All(Other.Schema, Other.Schema.Require("posts"));
        for (var i = 1; i <= 100; i++)
        {
            await Engine.InsertAsync(Sample.Post(Posts, $"post{i:d11}"));

            Assert.Equal(i, await Other.TotalAsync(query));
            Assert.Equal(i, await Other.TotalAsync(query));
        }
    }

    [Fact]
    public async Task A_total_is_counted_again_only_when_a_server_has_written_what_it_counts()
    {
        var query = Calls.All(Other.Schema, Other.Schema.Require("posts"));
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        Assert.Equal(1, await Other.TotalAsync(query));
        PostgresServer.Current.Execute("INSERT INTO posts (id) VALUES ('post00000000002')", ((PostgresUnderTest)Under).Database); // of no server

        await Engine.InsertAsync(new Record(Under.Authors) { Id = "author000000001" });
        Assert.Equal(1, await Other.TotalAsync(query));

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000003"));
        Assert.Equal(3, await Other.TotalAsync(query));
    }

    [Fact]
    public async Task A_database_of_an_older_format_is_made_ready()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        await Engine.DisposeAsync();
        PostgresServer.Current.Execute("DROP TABLE _basalt_writes, _basalt_counts; UPDATE _basalt_meta SET value = 1 WHERE key = 'format'", ((PostgresUnderTest)Under).Database);

        await Under.ReopenAsync();

        Assert.Equal(1, await Engine.TotalAsync("posts"));
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000002"));
        Assert.Equal(2, await Engine.TotalAsync("posts"));
        Assert.Equal(1, await Engine.WriteAsync(Engine.Schema, t => t.CountUpAsync("a", DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(1), Ct), Ct));
        Assert.Equal(2L, PostgresServer.Current.Execute("SELECT value FROM _basalt_meta WHERE key = 'format'", ((PostgresUnderTest)Under).Database));
    }

    [Fact]
    public async Task Work_that_was_bound_before_another_server_changed_the_schema_is_not_run()
    {
        var (old, ran) = (Other.Schema, false);
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Indexes = [] })]);

        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Other.WriteAsync(old, _ => ValueTask.FromResult(ran = true), Ct));

        Assert.False(ran);
        await Other.InsertAsync(Sample.Post(Other.Schema.Require("posts"), "post00000000001"));
        Assert.Single(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task Work_of_several_runs_alone()
    {
        var (posts, others) = (Posts, Other.Schema.Require("posts"));
        await Engine.InsertAsync(Sample.Post(posts, "post00000000001"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? AddAsync(Engine, posts) : AddAsync(Other, others)));

        Assert.Equal(100, Assert.Single(await Engine.ListAsync("posts"))["views"].AsNumber());

        static async Task AddAsync(IStorageEngine engine, Collection posts) => await engine.WriteAsync(
            engine.Schema,
            async transaction =>
            {
                var post = Assert.Single(await transaction.ListAsync(engine.Schema, "posts"));
                post["views"] = Value.Number(post["views"].AsNumber() + 1);
                await transaction.UpdateAsync(post, new[] { posts.OrdinalOf("views") }, Ct);
                return true;
            },
            Ct);
    }

    [Fact]
    public async Task Servers_that_start_together_make_the_tables_once()
    {
        PostgresServer.Require();
        var server = PostgresServer.Current;
        var database = server.CreateDatabase();
        var store = new PostgresStore(new() { Connection = server.AddressOf(database), ConnectTimeout = PostgresUnderTest.Patience }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => store.Open(() => DefaultCollections.Create(TimeProvider.System)), Ct)));

        Assert.Single(opened, o => o.IsNew);
        foreach (var (engine, _, _) in opened) await engine.DisposeAsync();
        server.DropDatabase(database);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds()) await Task.Delay(10, Ct); // the run's own limit ends it
    }
}
