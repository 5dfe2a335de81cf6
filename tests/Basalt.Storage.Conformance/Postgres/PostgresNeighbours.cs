using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage.Conformance.Engine;
using Basalt.Tests.Shared;
using Npgsql;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>What befalls work beside which other work is stored.</summary>
public sealed class PostgresNeighbours : EngineTests
{
    private string Database => ((PostgresUnderTest)Under).Database;

    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(
        options: address => new() { Connection = address, QueryTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = PostgresUnderTest.Patience });

    [Theory]
    [InlineData(0)] // how often the connection has asked before: not yet, once, and so often that the statement is prepared
    [InlineData(1)]
    [InlineData(3)]
    public async Task Work_whose_neighbour_runs_into_a_lock_is_stored_or_refused(int before)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "old"));
        for (var i = 0; i < 3; i++) await Engine.WriteAsync(Engine.Schema, transaction => RenameAsync(transaction, $"known {i}"), Ct);
        for (var i = 0; i < before; i++) await Engine.WriteAsync(Engine.Schema, ReadUsersAsync, Ct);
        await using var program = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={PostgresServer.Current.Port};Username=basalt;Database={Database};Pooling=false");
        await program.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE", program);
        await command.ExecuteNonQueryAsync(Ct);

        var (renaming, reading) = await InOneGroupAsync(transaction => RenameAsync(transaction, "new"), ReadUsersAsync);

        await Assert.ThrowsAsync<BasaltException>(() => reading);
        var isAcknowledged = await Xunit.Record.ExceptionAsync(() => renaming) is null;
        Assert.Equal(isAcknowledged ? "new" : "known 2", Assert.Single(await Engine.ListAsync("posts")).TextOf("title"));
    }

    [Theory]
    [InlineData("UPDATE posts SET views = 7")]
    [InlineData("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE")]
    [InlineData("SELECT pg_advisory_xact_lock(4702611850337)")] // as another server that takes long
    public async Task What_another_program_keeps_locked_is_not_available_and_everything_else_is(string locking)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "old"));
        await using var program = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={PostgresServer.Current.Port};Username=basalt;Database={Database};Pooling=false");
        await program.OpenAsync(Ct);
        await using (var begin = new NpgsqlCommand($"BEGIN; {locking}", program)) await begin.ExecuteNonQueryAsync(Ct);

        var post = Sample.Post(Posts, "post00000000001", "new");
        var titles = new[] { Posts.OrdinalOf("title") };
        var refused = await Assert.ThrowsAsync<BasaltException>(async () => await Engine.WriteAsync(t => t.UpdateAsync(post, titles, Ct)));
        var changing = await Assert.ThrowsAsync<BasaltException>(() => Engine.ChangeAsync(_ => [new CollectionStep(Posts, null)]));
        foreach (var told in (BasaltException[])[refused, changing]) Assert.Equal((ErrorKind.Unavailable, "database_locked"), (told.Kind, told.Code));

        await using (var end = new NpgsqlCommand("ROLLBACK", program)) await end.ExecuteNonQueryAsync(Ct);
        await Engine.WriteAsync(t => t.UpdateAsync(post, titles, Ct));
        Assert.Equal("new", Assert.Single(await Engine.ListAsync("posts")).TextOf("title"));
    }

    [Fact]
    public async Task Work_that_relied_on_a_neighbour_is_told_of_the_lost_connection_in_the_middle_of_running_it_again()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        var runs = 0;

        var (inserting, reading) = await InOneGroupAsync(
            async transaction =>
            {
                if (++runs == 2) PostgresServer.Current.Execute("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'basalt'", Database);
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                return true;
            },
            ReadUsersAsync);

        foreach (var work in (Task[])[inserting, reading]) Assert.Equal(ErrorKind.Unavailable, (await Assert.ThrowsAsync<BasaltException>(() => work)).Kind);
        Assert.Equal(2, runs);
    }

    private async ValueTask<bool> RenameAsync(IStorageTransaction transaction, string title)
    {
        var post = Assert.Single(await transaction.ListAsync(Engine.Schema, "posts"));
        post["title"] = Value.Text(title);
        await transaction.UpdateAsync(post, new[] { Posts.OrdinalOf("title") }, Ct);
        return true;
    }

    private async ValueTask<bool> ReadUsersAsync(IStorageTransaction transaction) => (await transaction.ListAsync(Engine.Schema, "users")).Count == 0;

    // What comes while the writer is busy waits together.
    private async Task<(Task<bool> First, Task<bool> Second)> InOneGroupAsync(
        Func<IStorageTransaction, ValueTask<bool>> first, Func<IStorageTransaction, ValueTask<bool>> second)
    {
        using var isBusy = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var busy = Engine.WriteAsync(
            Engine.Schema,
            _ =>
            {
                isBusy.Set();
                mayEnd.Wait(Ct);
                return ValueTask.FromResult(true);
            },
            Ct);
        isBusy.Wait(Ct);
        var (one, two) = (Engine.WriteAsync(Engine.Schema, first, Ct).AsTask(), Engine.WriteAsync(Engine.Schema, second, Ct).AsTask());
        mayEnd.Set();
        await busy;
        await Task.WhenAny(Task.WhenAll(one, two));
        return (one, two);
    }
}
