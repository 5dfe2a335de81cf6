using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Commits wait for the disk, and the write-ahead log stays short although no commit ever copies it.</summary>
public sealed class SqliteLogFile : EngineTests
{
    private const int CheckpointPages = 50;

    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(options: new() { CheckpointPages = CheckpointPages });

    private string DataFile => Path.Combine(((SqliteUnderTest)Under).Path, "data.db");

    [Fact]
    public void The_writer_waits_for_the_disk_and_leaves_copying_to_others()
    {
        using var database = new SqliteDatabase(DataFile, new SqliteOptions());
        using var writer = database.OpenWriter();

        Assert.Equal(("wal", 2, 0), (writer.QueryText("PRAGMA journal_mode"), writer.QueryInteger("PRAGMA synchronous"), writer.QueryInteger("PRAGMA wal_autocheckpoint")));
    }

    [Fact]
    public void A_reader_can_not_write()
    {
        using var database = new SqliteDatabase(DataFile, new SqliteOptions());
        using var reader = database.OpenReader();

        Assert.Equal(SqliteCodes.ReadOnly, Assert.Throws<SqliteException>(() => reader.Execute("DELETE FROM posts")).Primary);
    }

    [Fact]
    public async Task The_log_starts_anew_under_writes_that_never_pause()
    {
        var body = new string('x', 3_000);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++) await Engine.InsertAsync(Sample.Post(Posts, $"post{w:d2}{i:d9}", $"{w} {i} {body}"));
            },
            Ct)));

        Assert.Equal(1_600, await Engine.CountAsync("posts"));
        var log = new FileInfo(DataFile + "-wal").Length;
        Assert.True(log < 12_000_000, $"the log has {log} bytes"); // of some 35,000,000 that were written to it
    }
}
