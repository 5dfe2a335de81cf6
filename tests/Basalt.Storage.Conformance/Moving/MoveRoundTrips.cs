using System.Security.Cryptography;
using Basalt.Storage.Conformance.Engine;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>What arrives, and what stays as it was.</summary>
public sealed class MoveRoundTrips : IDisposable
{
    private readonly MoveWorld _world = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_that_was_moved_to_PostgreSQL_and_back_is_the_same()
    {
        var (from, database, back) = (_world.NewDirectory(), _world.NewDatabase(), _world.NewDirectory());
        await HostileData.MakeAsync(from);
        var before = await MoveWorld.ContentAsync(from);

        Assert.Empty(MoveWorld.Move(from, database));
        var there = await MoveWorld.ContentAsync(database);
        Assert.Empty(MoveWorld.Move(database, back));

        Assert.Equal(before, there);
        Assert.Equal(before, await MoveWorld.ContentAsync(back));
        Assert.Equal(MoveWorld.Ask(from, "SELECT group_concat(rowid || id) FROM numbered"), MoveWorld.Ask(back, "SELECT group_concat(rowid || id) FROM numbered"));
    }

    [Fact]
    public async Task What_was_moved_is_served_with_its_views_and_indexes_and_new_records_come_last()
    {
        var (from, database, back) = (_world.NewDirectory(), _world.NewDatabase(), _world.NewDirectory());
        await HostileData.MakeAsync(from);
        MoveWorld.Move(from, database);
        MoveWorld.Move(database, back);

        foreach (var place in (string[])[database, back])
        {
            await using var engine = MoveWorld.Serve(place);
            Assert.Equal(24, await engine.CountAsync("totals"));
            var numbered = engine.Schema.Require("numbered");
            await engine.InsertAsync(new Record(numbered) { Id = "aaaaaaaaaaaaaaa", ["n"] = Basalt.Records.Value.Number(100) });
            Assert.Equal("aaaaaaaaaaaaaaa", (await engine.ListAsync("numbered"))[^1].Id);
            await Assert.ThrowsAsync<UniqueViolationException>(() => engine.InsertAsync(new Record(numbered) { Id = "bbbbbbbbbbbbbbb", ["n"] = Basalt.Records.Value.Number(100) }));
        }
    }

    [Fact]
    public async Task A_source_directory_stays_as_it_was_to_the_byte()
    {
        var (from, database) = (_world.NewDirectory(), _world.NewDatabase());
        await HostileData.MakeAsync(from);
        var before = Files(from);

        MoveWorld.Move(from, database);

        Assert.Equal(before, Files(from));
    }

    [Fact]
    public async Task What_only_the_log_holds_moves_too_and_the_log_stays()
    {
        var (from, copy, database) = (_world.NewDirectory(), _world.NewDirectory(), _world.NewDatabase());
        await using (var engine = MoveWorld.Serve(from))
        {
            await engine.ChangeAsync(_ => [new CollectionStep(null, Sample.Authors)]);
            await engine.InsertAsync(new Record(Sample.Authors) { Id = "author000000001" });
            Directory.CreateDirectory(copy); // as a crash leaves it
            foreach (var file in (string[])["data.db", "data.db-wal"]) File.WriteAllBytes(Path.Combine(copy, file), ReadShared(Path.Combine(from, file)));
        }

        var before = Files(copy);
        Assert.True(new FileInfo(Path.Combine(copy, "data.db-wal")).Length > 0);

        MoveWorld.Move(copy, database);

        Assert.Equal(1L, MoveWorld.Ask(database, "SELECT count(*) FROM authors"));
        Assert.All(before, file => Assert.Contains(file, Files(copy)));
    }

    [Fact]
    public async Task A_source_database_stays_as_it_was()
    {
        var (from, database, back) = (_world.NewDirectory(), _world.NewDatabase(), _world.NewDirectory());
        await HostileData.MakeAsync(from);
        MoveWorld.Move(from, database);
        var before = MoveWorld.Ask(database, "SELECT string_agg(relname || relfilenode, ',' ORDER BY relname) || pg_current_xact_id_if_assigned() IS NULL FROM pg_class WHERE relnamespace = 'public'::regnamespace");
        var content = await MoveWorld.ContentAsync(database);

        MoveWorld.Move(database, back);

        Assert.Equal(content, await MoveWorld.ContentAsync(database));
        Assert.Equal(before, MoveWorld.Ask(database, "SELECT string_agg(relname || relfilenode, ',' ORDER BY relname) || pg_current_xact_id_if_assigned() IS NULL FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task A_directory_of_PocketBase_moves_as_it_is()
    {
        var shared = SharedData.Find("conformance/data");
        Assert.SkipUnless(shared is not null, "shared/conformance/data is not there");
        var (from, opened, database, back) = (_world.NewDirectory(), _world.NewDirectory(), _world.NewDatabase(), _world.NewDirectory());
        foreach (var directory in (string[])[from, opened])
        {
            Directory.CreateDirectory(directory);
            foreach (var file in Directory.GetFiles(shared)) File.WriteAllBytes(Path.Combine(directory, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, Ct));
        }

        var before = Files(from);
        MoveWorld.Move(from, database);
        Assert.Equal(before, Files(from));
        MoveWorld.Move(database, back);

        var inPlace = await MoveWorld.ContentAsync(opened);
        Assert.Equal(inPlace, await MoveWorld.ContentAsync(database));
        Assert.Equal(inPlace, await MoveWorld.ContentAsync(back));
    }

    public void Dispose() => _world.Dispose();

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static List<string> Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(ReadShared(file)))} {File.GetLastWriteTimeUtc(file):O}")];
}
