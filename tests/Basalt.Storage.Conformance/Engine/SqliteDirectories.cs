using System.Text;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Making, opening, taking over and refusing data directories.</summary>
public sealed class SqliteDirectories : IDisposable
{
    private static readonly string[] SystemNames = ["_superusers", "_externalAuths", "_mfas", "_otps", "_authOrigins", "users"];

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 10, 15, 0, TimeSpan.Zero));
    private readonly string _path = Directory.CreateTempSubdirectory("basalt-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string DataFile => Path.Combine(_path, "data.db");

    [Fact]
    public async Task A_new_directory_gets_the_files_tables_and_collections_of_the_protocol()
    {
        var opened = Open();
        await using (opened.Engine)
        {
            Assert.Equal((DirectoryOrigin.New, 0), (opened.Origin, opened.Copies.Length));
            Assert.Equal(SystemNames, opened.Engine.Schema.All.Select(c => c.Name.ToString()));
        }

        Assert.True(Directory.Exists(Path.Combine(_path, "storage")));
        Assert.Equal(["_basalt_counts", "_basalt_meta", "_collections", "_migrations", "_params", .. SystemNames], Names("data.db", "table").OrderBy(n => Array.IndexOf(SystemNames, n)));
        Assert.Equal(["_logs"], Names("auxiliary.db", "table"));
        Assert.Contains("1778828400_normalize_indexes.go", Texts("SELECT file FROM _migrations"));
        Assert.Equal("wal", Texts("PRAGMA journal_mode").Single());
    }

    [Fact]
    public async Task A_new_directory_is_closed_to_everybody_but_its_owner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no such modes");
        var path = Path.Combine(_path, "below", "data");

        await using (new SqliteDataDirectory(path, _clock, NullLogger.Instance).Open(() => DefaultCollections.Create(_clock)).Engine) { }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Tables_have_the_declared_types_and_defaults_of_the_protocol()
    {
        await using (Open().Engine) { }

        Assert.Equal(
            [
                "id TEXT 1 'r'||lower(hex(randomblob(7)))", "password TEXT 1 ''", "tokenKey TEXT 1 ''", "email TEXT 1 ''",
                "emailVisibility BOOLEAN 1 FALSE", "verified BOOLEAN 1 FALSE", "name TEXT 1 ''", "avatar TEXT 1 ''", "created TEXT 1 ''", "updated TEXT 1 ''",
            ],
            Texts("SELECT concat_ws(' ', name, type, [notnull], trim(dflt_value)) FROM pragma_table_info('users')"));
        Assert.Equal(["idx_email__pb_users_auth_", "idx_tokenKey__pb_users_auth_"], Texts("SELECT name FROM pragma_index_list('users') WHERE origin = 'c' ORDER BY 1"));
    }

    [Fact]
    public async Task What_was_opened_before_is_opened_again_without_a_copy()
    {
        await using (Open().Engine) { }

        var opened = Open(() => throw new InvalidOperationException("there is nothing to make"));
        await using (opened.Engine)
        {
            Assert.Equal((DirectoryOrigin.Known, 0), (opened.Origin, opened.Copies.Length));
            Assert.Equal(SystemNames, opened.Engine.Schema.All.Select(c => c.Name.ToString()));
        }

        Assert.Empty(Directory.GetFiles(_path, "*before*"));
    }

    [Fact]
    public async Task A_clean_shutdown_leaves_no_log_behind()
    {
        var opened = Open();
        await opened.Engine.WriteAsync(opened.Engine.Schema, t => Done(t.WriteParamAsync("a", "1", Ct)), Ct);
        await opened.Engine.ReadParamAsync("a", Ct);

        await opened.Engine.DisposeAsync();

        Assert.Equal([".basalt.lock", "auxiliary.db", "data.db"], Directory.GetFiles(_path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_servers_directory_is_opened_in_place_after_a_dated_copy()
    {
        await MakeForeignAsync();
        Execute("INSERT INTO users (id, email, tokenKey) VALUES ('user00000000001', 'a@example.com', 'k')");
        var before = await File.ReadAllBytesAsync(DataFile, Ct);

        var opened = Open(() => throw new InvalidOperationException("there is nothing to make"));
        await using (opened.Engine)
        {
            Assert.Equal(DirectoryOrigin.Imported, opened.Origin);
            Assert.Equal(["data.db.before-basalt-2026-11-24T101500Z", "auxiliary.db.before-basalt-2026-11-24T101500Z"], opened.Copies);
            Assert.Equal("a@example.com", Assert.Single(await opened.Engine.ListAsync("users")).TextOf("email"));
        }

        await using (Open().Engine) { }
        Assert.Equal(2, Directory.GetFiles(_path, "*before*").Length); // the copy is made once
        var copy = Path.Combine(_path, opened.Copies[0]);
        Assert.Equal(["user00000000001"], Texts("SELECT id FROM users", copy));
        Assert.DoesNotContain("_basalt_meta", Names(opened.Copies[0], "table"));
        Assert.Equal(before.Length, new FileInfo(copy).Length);
    }

    [Fact]
    public async Task A_copy_holds_what_is_still_in_the_write_ahead_log()
    {
        await MakeForeignAsync();
        using (var left = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite)) // as a server that was killed leaves it
        {
            left.Configure(SqliteCodes.DbConfigNoCheckpointOnClose, true);
            left.Execute("PRAGMA journal_mode = WAL");
            left.Execute("INSERT INTO users (id) VALUES ('user00000000001')");
        }

        Assert.True(File.Exists(DataFile + "-wal"));
        var opened = Open();
        await opened.Engine.DisposeAsync();

        Assert.Equal(["user00000000001"], Texts("SELECT id FROM users", Path.Combine(_path, opened.Copies[0])));
        Assert.Equal(["user00000000001"], Texts("SELECT id FROM users"));
    }

    [Fact]
    public async Task A_directory_is_opened_by_one_process_at_a_time()
    {
        var first = Open();

        Refused(ErrorKind.Unavailable, "data_directory_in_use");

        await first.Engine.DisposeAsync();
        await using (Open().Engine) { }
    }

    [Fact]
    public async Task A_directory_that_another_server_has_open_is_refused_and_left_alone()
    {
        await MakeForeignAsync();
        using (var other = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite))
        {
            other.Execute("PRAGMA journal_mode = WAL");
            Assert.Equal(0, other.QueryInteger("SELECT count(*) FROM users"));

            Refused(ErrorKind.Unavailable, "data_directory_in_use");
        }

        Assert.Empty(Directory.GetFiles(_path, "*before*"));
        var opened = Open();
        await opened.Engine.DisposeAsync();
        Assert.Equal(DirectoryOrigin.Imported, opened.Origin);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(DataFile, new string('x', 5000));

        Refused(ErrorKind.Invalid, "data_directory_not_a_database");

        Assert.Equal(new string('x', 5000), File.ReadAllText(DataFile));
    }

    [Fact]
    public void A_database_of_something_else_is_refused()
    {
        Execute("CREATE TABLE things (a)");

        Refused(ErrorKind.Invalid, "data_directory_unknown");
    }

    [Fact]
    public async Task The_layout_before_v0_23_is_refused()
    {
        await MakeForeignAsync();
        Execute("DROP TABLE _superusers");

        Refused(ErrorKind.Invalid, "data_directory_too_old");
    }

    [Fact]
    public async Task A_newer_format_is_refused()
    {
        await using (Open().Engine) { }
        Execute("UPDATE _basalt_meta SET value = '2'");

        Refused(ErrorKind.Invalid, "data_directory_too_new");
    }

    [Fact]
    public async Task A_collection_that_can_not_be_read_is_refused_before_anything_is_copied()
    {
        await MakeForeignAsync();
        Execute("UPDATE _collections SET fields = '[{\"type\":\"teapot\"}]' WHERE name = 'users'");

        var refused = Refused(ErrorKind.Invalid, "data_directory_unreadable");

        Assert.Contains("users", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_path, "*before*"));
    }

    [Fact]
    public async Task Without_room_for_the_copy_nothing_is_touched()
    {
        await MakeForeignAsync();
        var before = await File.ReadAllBytesAsync(DataFile, Ct);

        var refused = Assert.Throws<BasaltException>(() =>
            new SqliteDataDirectory(_path, _clock, NullLogger.Instance) { FreeBytes = _ => 1_000_000 }.Open(() => []));

        Assert.Equal((ErrorKind.Unavailable, "data_directory_no_space"), (refused.Kind, refused.Code));
        Assert.Equal(before, await File.ReadAllBytesAsync(DataFile, Ct));
        Assert.Empty(Directory.GetFiles(_path, "*before*"));
    }

    [Fact]
    public void A_path_that_is_a_file_is_refused()
    {
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<BasaltException>(() => new SqliteDataDirectory(file, _clock, NullLogger.Instance).Open(() => []));

        Assert.Equal((ErrorKind.Unavailable, "data_directory_unreachable"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task A_directory_of_PocketBase_is_opened_in_place_with_all_it_holds()
    {
        var shared = SharedData.Find("conformance/data");
        Assert.SkipUnless(shared is not null, "shared/conformance/data is not there");
        foreach (var file in Directory.GetFiles(shared)) File.WriteAllBytes(Path.Combine(_path, Path.GetFileName(file)), await File.ReadAllBytesAsync(file, Ct));
        var counts = Texts("SELECT name FROM _collections").ToDictionary(name => name, name => long.Parse(Texts($"SELECT count(*) FROM `{name}`").Single(), null));
        var rules = Texts("SELECT concat_ws('|', name, coalesce(listRule, 'NULL'), coalesce(createRule, 'NULL')) FROM _collections");

        var opened = Open(() => throw new InvalidOperationException("there is nothing to make"));
        await using var engine = opened.Engine;

        Assert.Equal((DirectoryOrigin.Imported, 2), (opened.Origin, opened.Copies.Length));
        Assert.Equal(rules, engine.Schema.All.Select(c => $"{c.Name}|{c.Rules.List ?? "NULL"}|{c.Rules.Create ?? "NULL"}"));
        foreach (var (name, count) in counts)
        {
            Assert.Equal((name, count), (name, await engine.CountAsync(name)));
            Assert.Equal((name, count), (name, (await engine.ListAsync(name)).Count));
        }

        await ChangeEveryTableAsync(engine);
        Assert.Equal(counts["demo1"], await engine.CountAsync("view1"));
        Assert.Equal("ok", Texts("PRAGMA integrity_check").Single());
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // Every table takes a new column and gives it back: nothing in an old schema stands in the way of SQLite's ALTER TABLE.
    private static async Task ChangeEveryTableAsync(SqliteEngine engine)
    {
        foreach (var name in engine.Schema.All.Where(c => !c.IsView).Select(c => c.Name.ToString()).ToList())
        {
            var before = engine.Schema.Require(name);
            var with = before with { Fields = before.Fields.Add(new NumberField { Id = "extra", Name = "extra" }) };
            await engine.ChangeAsync(_ => [new CollectionStep(before, with)]);
            await engine.ChangeAsync(_ => [new CollectionStep(with, before)]);
        }
    }

    // As another server would have left it: without the one table that is Basalt's mark.
    private async Task MakeForeignAsync()
    {
        await using (Open().Engine) { }
        Execute("DROP TABLE _basalt_meta");
    }

    private OpenedDirectory Open(Func<System.Collections.Immutable.ImmutableArray<Collection>>? initial = null) =>
        new SqliteDataDirectory(_path, _clock, NullLogger.Instance).Open(initial ?? (() => DefaultCollections.Create(_clock)));

    private BasaltException Refused(ErrorKind kind, string code)
    {
        var refused = Assert.Throws<BasaltException>(() => Open());
        Assert.Equal((kind, code), (refused.Kind, refused.Code));
        Assert.Equal(1, refused.Message.AsSpan().Count('\n') + 1);
        Assert.NotEmpty(refused.Message);
        return refused;
    }

    private void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(DataFile, SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate);
        connection.Execute(sql);
    }

    private List<string> Names(string file, string type) =>
        Texts($"SELECT name FROM sqlite_master WHERE type = '{type}' AND name NOT LIKE 'sqlite%' ORDER BY name", Path.Combine(_path, file));

    private List<string> Texts(string sql, string? file = null)
    {
        using var connection = SqliteConnection.Open(file ?? DataFile, SqliteCodes.OpenReadWrite);
        using var rows = connection.Prepare(sql);
        var texts = new List<string>();
        while (rows.Step()) texts.Add(Encoding.UTF8.GetString(rows.Utf8(0)));
        return texts;
    }

    private static async ValueTask<bool> Done(ValueTask task)
    {
        await task;
        return true;
    }
}
