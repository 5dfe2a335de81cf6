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
        await using var program = await OtherProgramAsync("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");

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
        await using var program = await OtherProgramAsync(locking);

        var post = Sample.Post(Posts, "post00000000001", "new");
        var titles = new[] { Posts.OrdinalOf("title") };
        var refused = await Assert.ThrowsAsync<BasaltException>(async () => await Engine.WriteAsync(t => t.UpdateAsync(post, titles, Ct)));
        var changing = await Assert.ThrowsAsync<BasaltException>(() => Engine.ChangeAsync(_ => [new CollectionStep(Posts, null)]));
        foreach (var told in (BasaltException[])[refused, changing]) Assert.Equal((ErrorKind.Unavailable, "database_locked"), (told.Kind, told.Code));

        await using (var end = new NpgsqlCommand("ROLLBACK", program)) await end.ExecuteNonQueryAsync(Ct);
        await Engine.WriteAsync(t => t.UpdateAsync(post, titles, Ct));
        Assert.Equal("new", Assert.Single(await Engine.ListAsync("posts")).TextOf("title"));
    }

    [Theory]
    [InlineData(true, true)] // refused with what was sent along
    [InlineData(false, true)] // refused where it is asked, and run again for what it relied on
    [InlineData(false, false)]
    public async Task A_group_that_waited_for_a_lock_in_vain_waits_a_moment_from_then_on(bool isInserting, bool hasWritten)
    {
        PostgresServer.Current.Execute(
            """
            CREATE FUNCTION patience() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := current_setting('lock_timeout'); RETURN NEW; END $$;
            CREATE TRIGGER patience BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION patience()
            """,
            Database);
        await using var program = await OtherProgramAsync("LOCK TABLE posts IN ACCESS EXCLUSIVE MODE");

        var patience = new List<string>(); // each time the work is run
        var (waiting, behind) = await InOneGroupAsync(
            async transaction =>
            {
                if (hasWritten)
                {
                    await AuthorAsync(transaction, "author000000000");
                    patience.Add(Assert.Single(await transaction.ListAsync(Engine.Schema, "authors")).TextOf("name"));
                }

                if (isInserting) await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                else await transaction.ListAsync(Engine.Schema, "posts");
                return true;
            },
            transaction => AuthorAsync(transaction, "author000000001"));

        Assert.Equal("database_locked", (await Assert.ThrowsAsync<BasaltException>(() => waiting)).Code);
        Assert.Equal(hasWritten ? ["333ms", "50ms"] : [], patience);
        await behind;
        await Engine.WriteAsync(Engine.Schema, transaction => AuthorAsync(transaction, "author000000002"), Ct); // of a group of its own
        Assert.Equal(["50ms", "333ms"], (await Engine.ListAsync("authors")).OrderBy(author => author.Id, StringComparer.Ordinal).Select(author => author.TextOf("name")));
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

    // In the middle of a transaction.
    private async Task<NpgsqlConnection> OtherProgramAsync(string statement)
    {
        var program = new NpgsqlConnection($"Host=127.0.0.1;Port={PostgresServer.Current.Port};Username=basalt;Database={Database};Pooling=false");
        await program.OpenAsync(Ct);
        await using var begin = new NpgsqlCommand($"BEGIN; {statement}", program);
        await begin.ExecuteNonQueryAsync(Ct);
        return program;
    }

    private async ValueTask<bool> RenameAsync(IStorageTransaction transaction, string title)
    {
        var post = Assert.Single(await transaction.ListAsync(Engine.Schema, "posts"));
        post["title"] = Value.Text(title);
        await transaction.UpdateAsync(post, new[] { Posts.OrdinalOf("title") }, Ct);
        return true;
    }

    private async ValueTask<bool> AuthorAsync(IStorageTransaction transaction, string id)
    {
        await transaction.InsertAsync(new Record(Engine.Schema.Require("authors")) { Id = id }, Ct);
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
