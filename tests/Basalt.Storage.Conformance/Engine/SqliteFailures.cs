using Basalt.Errors;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>What the database does to a group of writes when it fails: nothing half, everybody told, and the writer goes on.</summary>
public sealed class SqliteFailures : EngineTests
{
    private string DataFile => Path.Combine(((SqliteUnderTest)Under).Path, "data.db");

    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(options: new()
    {
        BusyTimeout = TimeSpan.FromMilliseconds(20), WaitingWritesMax = 30, LargestBytes = 2 * 1024 * 1024,
    });

    [Fact]
    public async Task A_transaction_that_the_database_rolled_back_fails_for_all_who_were_in_it()
    {
        Execute("CREATE TRIGGER boom BEFORE INSERT ON posts WHEN NEW.title = 'boom' BEGIN SELECT RAISE(ROLLBACK, 'boom'); END");
        var wentOn = false;

        var results = await InOneGroupAsync(
            [.. Enumerable.Range(0, 5).Select(i => Insert($"a{i}")),
            async transaction =>
            {
                await Assert.ThrowsAsync<BasaltException>(async () => await transaction.InsertAsync(Sample.Post(Posts, "post000000boom1", "boom"), Ct));
                await transaction.InsertAsync(Sample.Post(Posts, "post000000late1", "late"), Ct); // would be on its own now
                wentOn = true;
                return true;
            },
            .. Enumerable.Range(0, 5).Select(i => Insert($"b{i}"))]);

        Assert.False(wentOn);
        Assert.All(results[..6], result => Assert.Equal(ErrorKind.Unavailable, Assert.IsType<BasaltException>(result).Kind));
        Assert.All(results[6..], Assert.Null);
        Assert.Equal(["b0", "b1", "b2", "b3", "b4"], (await Engine.ListAsync("posts")).Select(r => r.TextOf("title")));
    }

    [Fact]
    public async Task While_another_process_has_the_write_lock_writes_are_refused_and_then_go_on()
    {
        using (var other = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite))
        {
            other.Execute("BEGIN IMMEDIATE");
            var refused = await Assert.ThrowsAsync<BasaltException>(() => Engine.InsertAsync(Sample.Post(Posts, "post00000000001")));
            Assert.Equal((ErrorKind.Unavailable, "database_busy"), (refused.Kind, refused.Code));
        }

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000002"));
        Assert.Equal("post00000000002", Assert.Single(await Engine.ListAsync("posts")).Id);
    }

    [Fact]
    public async Task A_full_database_undoes_the_group_and_takes_what_fits_after_it()
    {
        var large = new string('x', 3 * 1024 * 1024);

        var results = await InOneGroupAsync([Insert("before"), Insert(large), Insert("after")]);

        Assert.All(results[..2], result => Assert.Equal("database_full", Assert.IsType<BasaltException>(result).Code)); // SQLite rolls back all
        Assert.Null(results[2]);
        Assert.Equal(["after"], (await Engine.ListAsync("posts")).Select(r => r.TextOf("title")));
    }

    [Fact]
    public async Task Too_many_waiting_writes_are_refused_at_once()
    {
        var refused = 0;
        var results = await InOneGroupAsync([.. Enumerable.Range(0, 40).Select(i => Insert($"t{i}"))]);

        foreach (var error in results.OfType<BasaltException>())
        {
            Assert.Equal((ErrorKind.Unavailable, "too_many_writes"), (error.Kind, error.Code));
            refused++;
        }

        Assert.Equal(10, refused);
        Assert.Equal(30, await Engine.CountAsync("posts"));
    }

    [Fact]
    public async Task A_damaged_database_is_told_from_a_bad_query()
    {
        await Engine.InsertAsync([.. Enumerable.Range(0, 200).Select(i => Sample.Post(Posts, $"post{i:d11}", i + new string('x', 500)))]);
        await Under.ReopenAsync(); // which leaves all in the one file
        await using (var file = new FileStream(DataFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = file.Length / 2 / 4096 * 4096;
            file.Write(new byte[4096 * 4]);
        }

        var refused = await Assert.ThrowsAsync<BasaltException>(() => Engine.ListAsync("posts"));

        Assert.Equal((ErrorKind.Unavailable, "database_corrupt"), (refused.Kind, refused.Code));
    }

    private Func<IStorageTransaction, ValueTask<bool>> Insert(string title) => async transaction =>
    {
        await transaction.InsertAsync(Sample.Post(Posts, Text.RandomText.Id(), title), Ct);
        return true;
    };

    // All of them wait while the writer is busy with something else, and are then taken together.
    private async Task<Exception?[]> InOneGroupAsync(Func<IStorageTransaction, ValueTask<bool>>[] works)
    {
        using var started = new SemaphoreSlim(0);
        using var released = new ManualResetEventSlim();
        var holder = Engine.WriteAsync(_ =>
        {
            started.Release();
            released.Wait();
            return true;
        });
        await started.WaitAsync(Ct);
        var running = works.Select(RunAsync).ToList();
        released.Set();
        await holder;
        return await Task.WhenAll(running);

        async Task<Exception?> RunAsync(Func<IStorageTransaction, ValueTask<bool>> work)
        {
            try
            {
                await Engine.WriteAsync(Engine.Schema, work, Ct);
                return null;
            }
            catch (Exception error)
            {
                return error;
            }
        }
    }

    private void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite);
        connection.Execute(sql);
    }
}
