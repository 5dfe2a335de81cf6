using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Postgres;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>A copy that follows the database: for reads, and to take its place.</summary>
public sealed class PostgresReplicas : IDisposable
{
    private readonly PostgresServer _server;
    private readonly PostgresCluster _replica;

    public PostgresReplicas()
    {
        PostgresServer.Require();
        _server = PostgresServer.StartAnother();
        _replica = _server.Replica;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Reads_go_to_the_replica_but_never_to_one_that_lacks_what_was_written()
    {
        await using var engine = Open(new() { Connection = _server.AddressOf("postgres"), Replica = _replica.AddressOf("postgres") });
        await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), "post00000000001"));
        await ReadUntilTheReplicaWasAskedAsync(engine);

        _replica.Execute("SELECT pg_wal_replay_pause()");
        await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), "post00000000002"));
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(2, (await engine.ListAsync("posts")).Count);
            Assert.Equal(2, await engine.CountAsync("posts"));
        }

        _replica.Execute("SELECT pg_wal_replay_resume()");
        _replica.Execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'basalt'");
        await ReadUntilTheReplicaWasAskedAsync(engine);
        Assert.Equal(2, (await engine.ListAsync("posts")).Count);
    }

    [Fact]
    public async Task A_replica_whose_connections_are_all_kept_by_readers_is_still_looked_at()
    {
        await using var engine = Open(new() { Connection = _server.AddressOf("postgres"), Replica = _replica.AddressOf("postgres"), ReadConnections = 1 });
        await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), "post00000000001"));
        await ReadUntilTheReplicaWasAskedAsync(engine);

        await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), "post00000000002"));

        while (!WasAsked("\"id\" = $1"))
        {
            Assert.NotNull(await engine.FindAsync("posts", "post00000000002"));
            await Task.Delay(20, Ct);
        }
    }

    [Fact]
    public async Task Without_its_replica_the_database_answers_everything()
    {
        await using var engine = Open(new() { Connection = _server.AddressOf("postgres"), Replica = _replica.AddressOf("postgres") });
        await engine.InsertAsync(Sample.Post(engine.Schema.Require("posts"), "post00000000001"));
        await ReadUntilTheReplicaWasAskedAsync(engine);

        _replica.Kill();

        for (var i = 0; i < 50; i++) Assert.Single(await engine.ListAsync("posts"));
    }

    [Fact]
    public async Task When_the_replica_is_promoted_writes_go_on_there()
    {
        var address = $"postgres://basalt@127.0.0.1:{_server.Port},127.0.0.1:{_replica.Port}/postgres?target_session_attrs=primary";
        await using var engine = Open(new() { Connection = address });
        var posts = engine.Schema.Require("posts");
        await engine.InsertAsync(Sample.Post(posts, "post00000000001"));
        var written = (string)_server.Execute("SELECT pg_current_wal_insert_lsn()::text")!;
        while (_replica.Execute($"SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn") is not true) await Task.Delay(20, Ct); // it follows in its own time

        _server.Kill();
        _replica.Promote();

        while (!await TryInsertAsync(engine, Sample.Post(posts, "post00000000002"))) await Task.Delay(20, Ct);
        Assert.Equal(["post00000000001", "post00000000002"], (await engine.ListAsync("posts")).Select(record => record.Id));
    }

    private static PostgresEngine Open(PostgresOptions options) =>
        new PostgresStore(options with { ConnectTimeout = TimeSpan.FromSeconds(10) }, TimeProvider.System, NullLogger.Instance)
            .Open(() => [Sample.Authors, Sample.Posts, .. DefaultCollections.Create(TimeProvider.System)]).Engine;

    private static async Task<bool> TryInsertAsync(PostgresEngine engine, Basalt.Records.Record record)
    {
        try
        {
            await engine.InsertAsync(record);
            return true;
        }
        catch (BasaltException away) when (away.Kind == ErrorKind.Unavailable)
        {
            return false;
        }
        catch (UniqueViolationException) // stored by an attempt whose outcome could not be told
        {
            return true;
        }
    }

    private async Task ReadUntilTheReplicaWasAskedAsync(PostgresEngine engine)
    {
        while (!WasAsked("\"posts\""))
        {
            await engine.ListAsync("posts");
            await Task.Delay(20, Ct);
        }
    }

    private bool WasAsked(string text) =>
        _replica.Execute($"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'basalt' AND query LIKE '%{text}%'") is > 0L;
}
