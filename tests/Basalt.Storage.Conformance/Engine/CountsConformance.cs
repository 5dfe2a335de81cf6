using Basalt.Errors;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Counts within windows of time.</summary>
public abstract class CountsConformance : EngineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_window_begins_with_the_first_of_its_key_and_takes_its_time()
    {
        (string Key, int Seconds, long Count)[] steps =
        [
            ("a", 0, 1), ("a", 1, 2), ("b", 60, 1), ("a", 119, 3),
            ("a", 120, 1), ("b", 121, 2), ("a", 239, 2), ("a", 240, 1),
            ("'; DROP TABLE posts --", 0, 1), ("", 0, 1), ("ä€ \"", 0, 1), ("A", 0, 1),
        ];
        foreach (var (key, seconds, count) in steps) Assert.Equal((key, seconds, count), (key, seconds, await UpAsync(key, seconds)));
    }

    [Fact]
    public async Task Counts_are_there_after_a_restart()
    {
        await UpAsync("a", 0);

        await Under.ReopenAsync();

        Assert.Equal(2, await UpAsync("a", 1));
    }

    [Fact]
    public async Task Work_that_throws_has_counted_nothing()
    {
        await UpAsync("a", 0);
        await Assert.ThrowsAsync<BasaltException>(async () => await Engine.WriteAsync<bool>(
            Engine.Schema,
            async transaction =>
            {
                Assert.Equal(2, await transaction.CountUpAsync("a", Noon, Window, Ct));
                throw BasaltException.Invalid("undone");
            },
            Ct));

        Assert.Equal(2, await UpAsync("a", 0));
    }

    [Fact]
    public async Task A_key_is_forgotten_alone_and_what_has_ended_together()
    {
        foreach (var (key, seconds) in ((string, int)[])[("a", 0), ("b", 0), ("c", 60)]) await UpAsync(key, seconds);

        await Engine.WriteAsync(t => t.ForgetCountAsync("a", Ct));
        Assert.Equal((1, 2, 2), (await UpAsync("a", 1), await UpAsync("b", 1), await UpAsync("c", 61)));

        await Engine.WriteAsync(t => t.ForgetEndedCountsAsync(Noon + TimeSpan.FromSeconds(121), Ct));
        Assert.Equal((1, 1, 3), (await UpAsync("a", 1), await UpAsync("b", 1), await UpAsync("c", 61)));
    }

    [Fact]
    public async Task Of_many_at_once_each_is_counted()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => UpAsync("a", 0), Ct)));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), counts.Order());
    }

    private Task<long> UpAsync(string key, int seconds) =>
        Engine.WriteAsync(Engine.Schema, t => t.CountUpAsync(key, Noon + TimeSpan.FromSeconds(seconds), Window, Ct), Ct).AsTask();
}

public sealed class SqliteCounts : CountsConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
