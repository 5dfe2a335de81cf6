using System.Buffers.Binary;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Commits wait for the disk, and the write-ahead log stays short although no commit ever copies it.</summary>
public sealed class SqliteLogFile : EngineTests
{
    private const int CheckpointPages = 50;
    private const int WritesMost = 2_000; // of each writer

    private readonly FakeTimeProvider _clock = new();

    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(_clock, new() { CheckpointPages = CheckpointPages });

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

    [Theory, InlineData(0), InlineData(4)]
    public async Task The_log_starts_anew_under_writes_that_never_pause(int readers)
    {
        var body = new string('x', 3_000);
        using var stop = new CancellationTokenSource();
        var reading = Enumerable.Range(0, readers).Select(_ => Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; await Task.Yield()) await Engine.FindAsync("posts", "post00000000000");
            },
            Ct)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(w => Task.Run(
            async () =>
            {
                for (var i = 0; i < WritesMost && (i < 100 || TimesBegunAnew() == 0); i++)
                {
                    await Engine.InsertAsync(Sample.Post(Posts, $"post{w:d2}{i:d9}", $"{w} {i} {body}"));
                }
            },
            Ct)));
        await stop.CancelAsync();
        await Task.WhenAll(reading);

        Assert.True(TimesBegunAnew() > 0, $"the log has {new FileInfo(DataFile + "-wal").Length} bytes and never began anew");
    }

    [Fact]
    public async Task What_another_process_commits_is_seen_after_a_second()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "ours"));
        Assert.NotNull(await Engine.FindAsync("posts", "post00000000001"));
        using (var other = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite))
        {
            other.Execute("UPDATE posts SET title = 'theirs'");
            _clock.Advance(ReadSnapshots.LongestAge);

            Assert.Equal("theirs", (await Engine.FindAsync("posts", "post00000000001"))?.TextOf("title"));
            _clock.Advance(ReadSnapshots.LongestAge);
            other.Execute("PRAGMA wal_checkpoint(TRUNCATE)"); // and no idle connection of ours stands in its way
        }

        Assert.Equal(0, new FileInfo(DataFile + "-wal").Length);
    }

    // The header's fourth word counts: https://sqlite.org/walformat.html#the_wal_header
    private uint TimesBegunAnew()
    {
        using var log = new FileStream(DataFile + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[16];
        log.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
    }
}
