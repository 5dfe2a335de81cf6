using System.Collections.Concurrent;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Postgres;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>A database that goes away, and comes back.</summary>
public sealed class PostgresFailures : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly PostgresServer _server;
    private readonly PostgresEngine _engine;

    public PostgresFailures()
    {
        PostgresServer.Require();
        _server = PostgresServer.StartAnother();
        _engine = new PostgresStore(new() { Connection = _server.AddressOf("postgres"), ConnectTimeout = Soon }, TimeProvider.System, NullLogger.Instance)
            .Open(() => [Sample.Authors, Sample.Posts, .. DefaultCollections.Create(TimeProvider.System)]).Engine;
    }

    private Collection Posts => _engine.Schema.Require("posts");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task While_it_is_away_everything_is_refused_soon_and_then_all_goes_on_by_itself()
    {
        await _engine.InsertAsync(Sample.Post(Posts, "post00000000001", "kept"));
        Assert.Single(await _engine.ListAsync("posts"));
        _server.Kill();

        var began = TimeProvider.System.GetTimestamp();
        var read = await Assert.ThrowsAsync<BasaltException>(() => _engine.ListAsync("posts"));
        var write = await Assert.ThrowsAsync<BasaltException>(() => _engine.InsertAsync(Sample.Post(Posts, "post00000000002")));
        Assert.Equal((ErrorKind.Unavailable, ErrorKind.Unavailable), (read.Kind, write.Kind));
        Assert.True(TimeProvider.System.GetElapsedTime(began) < 4 * Soon, "two refusals took longer than they may");
        var (first, second) = (_engine.WriteStamp(Posts), _engine.WriteStamp(Posts));
        Assert.True(first < second, "what was read is taken for current while nobody tells of changes");

        _server.Restart();
        Assert.Equal("kept", Assert.Single(await _engine.ListAsync("posts")).TextOf("title"));
        await _engine.InsertAsync(Sample.Post(Posts, "post00000000002"));
        Assert.Equal(2, await _engine.CountAsync("posts"));
        while (_engine.WriteStamp(Posts) != _engine.WriteStamp(Posts)) await Task.Delay(50, Ct); // it listens again
    }

    [Fact]
    public async Task A_network_that_goes_silent_is_noticed_by_who_listens_for_changes()
    {
        using var wire = new SilentWire(_server.Port);
        await using var far = new PostgresStore(
            new() { Connection = $"postgres://basalt@127.0.0.1:{wire.Port}/postgres", ConnectTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger.Instance)
            .Open(() => []).Engine;
        var posts = far.Schema.Require("posts");
        Assert.Equal(far.WriteStamp(posts), far.WriteStamp(posts));

        wire.Cut();

        while (far.WriteStamp(posts) == far.WriteStamp(posts)) await Task.Delay(50, Ct); // the run's own limit ends it
    }

    [Fact]
    public async Task What_was_acknowledged_under_load_is_there_after_an_immediate_stop()
    {
        const int Writers = 32;
        var acknowledged = new ConcurrentBag<string>();
        var refused = new ConcurrentBag<string>();
        var isUp = true;
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                var number = 0;
                for (var after = 0; after < 5; after += isUp ? 0 : 1) // and five more each once it is back
                {
                    var id = $"post{writer:d2}{number++:d9}";
                    try
                    {
                        await _engine.InsertAsync(Sample.Post(Posts, id));
                        acknowledged.Add(id);
                    }
                    catch (BasaltException away) when (away.Kind == ErrorKind.Unavailable)
                    {
                        if (away.Code != "outcome_unknown") refused.Add(id);
                        await Task.Delay(20, Ct);
                    }
                }
            },
            Ct)).ToList();
        while (acknowledged.Count < 500) await Task.Delay(5, Ct);

        _server.Kill();
        _server.Restart();
        isUp = false;
        await Task.WhenAll(writers);

        var stored = (await _engine.ListAsync("posts")).Select(record => record.Id).ToHashSet();
        Assert.Subset(stored, acknowledged.ToHashSet());
        Assert.False(stored.Overlaps(refused));
    }

    [Fact]
    public async Task Work_that_meets_another_programs_locks_is_run_again()
    {
        await _engine.InsertAsync(Sample.Post(Posts, "post00000000001", "one"), Sample.Post(Posts, "post00000000002", "two"));
        await using var other = new NpgsqlConnection($"Host=127.0.0.1;Port={_server.Port};Username=basalt;Database=postgres;Pooling=false");
        await other.OpenAsync(Ct);
        await ExecuteAsync(other, "SET deadlock_timeout = '1h'; BEGIN; UPDATE posts SET views = 7 WHERE id = 'post00000000001'");

        var work = _engine.WriteAsync(
            _engine.Schema,
            async transaction =>
            {
                var titles = new[] { Posts.OrdinalOf("title") };
                await transaction.UpdateAsync(Sample.Post(Posts, "post00000000002", "second"), titles, Ct);
                await transaction.UpdateAsync(Sample.Post(Posts, "post00000000001", "first"), titles, Ct);
                return true;
            },
            Ct).AsTask();
        while (!_server.IsRunning("postgres", "UPDATE \"posts\"")) await Task.Delay(20, Ct); // it waits for the other's lock
        await ExecuteAsync(other, "UPDATE posts SET views = 8 WHERE id = 'post00000000002'; COMMIT"); // which waits for its lock

        await work;
        Assert.Equal(["first", "second"], (await _engine.ListAsync("posts")).Select(record => record.TextOf("title")));
        Assert.Equal([7, 8], (await _engine.ListAsync("posts")).Select(record => record["views"].AsNumber()));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    [Fact]
    public async Task Connections_that_the_server_ended_are_replaced_without_anybody_noticing()
    {
        await _engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        Assert.Single(await _engine.ListAsync("posts"));
        _server.Execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'basalt'");

        Assert.Single(await _engine.ListAsync("posts"));
        await _engine.InsertAsync(Sample.Post(Posts, "post00000000002"));
        Assert.Equal(2, (await _engine.ListAsync("posts")).Count);
    }

    [Fact]
    public async Task A_transaction_that_loses_its_connection_is_refused_and_leaves_nothing()
    {
        var refused = await Assert.ThrowsAsync<BasaltException>(async () => await _engine.WriteAsync(
            _engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                _server.Execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'basalt' AND state = 'idle in transaction'");
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000002"), Ct);
                return true;
            },
            Ct));

        Assert.Equal(ErrorKind.Unavailable, refused.Kind);
        Assert.Empty(await _engine.ListAsync("posts"));
    }

    [Fact]
    public async Task A_commit_whose_connection_is_lost_is_told_as_what_it_was()
    {
        var refused = await Assert.ThrowsAsync<BasaltException>(async () => await _engine.WriteAsync(
            _engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                _server.Execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'basalt' AND state = 'idle in transaction'");
                return true;
            },
            Ct));

        Assert.Equal(ErrorKind.Unavailable, refused.Kind);
        Assert.NotEqual("outcome_unknown", refused.Code); // the database says that it was rolled back
        Assert.Empty(await _engine.ListAsync("posts"));
    }
}
