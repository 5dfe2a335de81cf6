using System.Globalization;
using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Storage.Conformance.Engine;

public abstract class TransactionConformance : EngineTests
{
    [Fact]
    public async Task A_record_comes_back_as_it_was_written()
    {
        var record = Sample.Post(Posts, "post00000000001", "Grüße \0 \"quoted\"", -0.5);
        record["published"] = Value.Bool(true);
        record["day"] = Value.Text("2026-11-24 10:15:00.000Z");
        record["tags"] = Value.List(["a", "c"]);
        record["author"] = Value.Text("author000000001");
        record["data"] = Value.Json("""{ "a": [1, null, "x"] }""");
        record["place"] = Value.Geo(new GeoPoint(12.5, -41.25));

        await Engine.InsertAsync(record);

        var found = await Engine.FindAsync("posts", record.Id);
        Assert.NotNull(found);
        foreach (var field in Posts.Fields) Assert.Equal((field.Name, record[field.Name]), (field.Name, found[field.Name]));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "kept"));

        await Under.ReopenAsync();

        Assert.Equal("kept", (await Engine.FindAsync("posts", "post00000000001"))?.TextOf("title"));
    }

    [Fact]
    public async Task An_update_changes_the_named_fields_and_no_other()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "before", 1));
        var changed = Sample.Post(Posts, "post00000000001", "after", 2);

        await Engine.WriteAsync(t => t.UpdateAsync(changed, new[] { Posts.OrdinalOf("title") }, Ct));

        var found = await Engine.FindAsync("posts", changed.Id);
        Assert.Equal(("after", 1.0), (found?.TextOf("title"), found?["views"].AsNumber()));
    }

    [Fact]
    public async Task A_delete_says_whether_there_was_such_a_record()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        Assert.True(await Engine.WriteAsync(Engine.Schema, t => t.DeleteAsync(Posts, "post00000000001", Ct), Ct));
        Assert.False(await Engine.WriteAsync(Engine.Schema, t => t.DeleteAsync(Posts, "post00000000001", Ct), Ct));
        Assert.Null(await Engine.FindAsync("posts", "post00000000001"));
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_and_its_exception_comes_out_unchanged()
    {
        var thrown = BasaltException.Invalid("refused");

        var caught = await Assert.ThrowsAsync<BasaltException>(async () => await Engine.WriteAsync<bool>(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                throw thrown;
            },
            Ct));

        Assert.Same(thrown, caught);
        Assert.Empty(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task A_transaction_sees_its_own_changes()
    {
        var seen = await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                return (await transaction.ListAsync(Engine.Schema, "posts")).Count;
            },
            Ct);

        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task Of_many_writes_at_once_those_that_fail_take_no_other_with_them()
    {
        var writes = Enumerable.Range(0, 200).Select(async i =>
        {
            var work = Engine.WriteAsync(
                Engine.Schema,
                async transaction =>
                {
                    await transaction.InsertAsync(Sample.Post(Posts, $"post{i:d11}", $"title {i}"), Ct);
                    return i % 3 == 0 ? throw new InvalidOperationException("every third") : true;
                },
                Ct);
            try
            {
                return await work;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });

        var done = await Task.WhenAll(writes);

        var expected = Enumerable.Range(0, 200).Where(i => i % 3 != 0);
        Assert.Equal(expected, done.Index().Where(d => d.Item).Select(d => d.Index));
        Assert.Equal(expected.Select(i => $"post{i:d11}"), (await Engine.ListAsync("posts")).Select(r => r.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Work_that_waits_for_something_else_is_refused_and_leaves_nothing()
    {
        var never = new TaskCompletionSource<bool>();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct);
                return await never.Task;
            },
            Ct));

        Assert.Empty(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task A_write_that_is_cancelled_before_its_turn_does_not_run()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var ran = false;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Engine.WriteAsync(
            Engine.Schema, _ => ValueTask.FromResult(ran = true), cancelled.Token));

        Assert.False(ran);
    }

    [Fact]
    public async Task A_transaction_can_not_be_used_after_its_work()
    {
        var kept = await Engine.WriteAsync(transaction => transaction);

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await kept.InsertAsync(Sample.Post(Posts, "post00000000001"), Ct));
    }

    [Fact]
    public async Task Who_waits_for_a_write_never_goes_on_where_writes_are_made()
    {
        var writer = await Engine.WriteAsync(_ => Environment.CurrentManagedThreadId);
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        Assert.NotEqual(writer, Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task Whoever_was_told_of_a_write_sees_it_however_many_read_and_write()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(
            async () =>
            {
                var record = Sample.Post(Posts, $"post{w:d11}", $"{w}");
                await Engine.InsertAsync(record);
                for (var i = 1; i <= 100; i++)
                {
                    record["views"] = Value.Number(i);
                    await Engine.WriteAsync(t => t.UpdateAsync(record, new[] { Posts.OrdinalOf("views") }, Ct));
                    for (var read = 0; read < 3; read++) Assert.Equal(i, (await Engine.FindAsync("posts", record.Id))?["views"].AsNumber());
                }
            },
            Ct)));
    }

    [Fact]
    public async Task Nobody_sees_an_older_state_than_was_seen_before()
    {
        var seen = 0L;
        using var stop = new CancellationTokenSource();
        var record = Sample.Post(Posts, "post00000000001");
        await Engine.InsertAsync(record);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var atLeast = Interlocked.Read(ref seen);
                    var views = (long)(await Engine.FindAsync("posts", record.Id))!["views"].AsNumber();
                    Assert.True(views >= atLeast, $"{views} after {atLeast}");
                    InterlockedMax(ref seen, views);
                }
            },
            Ct)).ToList();

        for (var i = 1; i <= 300; i++)
        {
            record["views"] = Value.Number(i);
            await Engine.WriteAsync(t => t.UpdateAsync(record, new[] { Posts.OrdinalOf("views") }, Ct));
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);

        static void InterlockedMax(ref long target, long value)
        {
            for (var current = Interlocked.Read(ref target); value > current;)
            {
                var was = Interlocked.CompareExchange(ref target, value, current);
                if (was == current) return;
                current = was;
            }
        }
    }

    public static TheoryData<string[], string[], string[]> Violations => new()
    {
        { ["post00000000001", "one"], ["post00000000001", "two"], ["id"] },
        { ["post00000000001", "one"], ["post00000000002", "one"], ["title", "day"] },
    };

    [Theory, MemberData(nameof(Violations))]
    public async Task A_unique_index_names_all_its_fields_when_it_refuses(string[] first, string[] second, string[] fields)
    {
        await Engine.InsertAsync(Sample.Post(Posts, first[0], first[1]));

        var refused = await Assert.ThrowsAsync<UniqueViolationException>(() => Engine.InsertAsync(Sample.Post(Posts, second[0], second[1])));

        Assert.Equal(fields, refused.Fields);
        Assert.Single(await Engine.ListAsync("posts"));
    }

    [Fact]
    public async Task After_a_refused_insert_the_work_can_go_on()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "taken"));

        await Engine.WriteAsync(
            Engine.Schema,
            async transaction =>
            {
                await Assert.ThrowsAsync<UniqueViolationException>(async () =>
                    await transaction.InsertAsync(Sample.Post(Posts, "post00000000002", "taken"), Ct));
                await transaction.InsertAsync(Sample.Post(Posts, "post00000000002", "free"), Ct);
                return true;
            },
            Ct);

        Assert.Equal(2, await Engine.CountAsync("posts"));
    }

    [Fact]
    public async Task Settings_are_kept_by_key()
    {
        Assert.Null(await Engine.ReadParamAsync("settings", Ct));
        await Engine.WriteAsync(t => t.WriteParamAsync("settings", """{"a":1}""", Ct));
        await Engine.WriteAsync(t => t.WriteParamAsync("settings", """{"a":2}""", Ct));

        await Under.ReopenAsync();

        Assert.Equal("""{"a":2}""", await Engine.ReadParamAsync("settings", Ct));
    }

    [Fact]
    public async Task A_transaction_reads_the_setting_that_the_one_before_it_wrote()
    {
        var added = Enumerable.Range(0, 50).Select(_ => Engine.WriteAsync(
            Engine.Schema,
            async t =>
            {
                var count = int.Parse(await t.ReadParamAsync("count", Ct) ?? "0", CultureInfo.InvariantCulture);
                await t.WriteParamAsync("count", (count + 1).ToString(CultureInfo.InvariantCulture), Ct);
                return await t.ReadParamAsync("count", Ct);
            },
            Ct).AsTask());

        var seen = await Task.WhenAll(added);

        Assert.Equal(50, seen.Distinct().Count());
        Assert.Equal("50", await Engine.ReadParamAsync("count", Ct));
    }
}

public sealed class SqliteTransactions : TransactionConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
