using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Basalt.Storage.Sql.Sqlite;
using Basalt.Tests.Shared;

namespace Basalt.Server.Tests.CommandLine;

/// <summary><c>basalt move</c>, as somebody at a terminal has it.</summary>
public sealed class MoveCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _database;

    public MoveCommandTests()
    {
        PostgresServer.Require();
        _database = PostgresServer.Current.CreateDatabase();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Address => PostgresServer.Current.AddressOf(_database);

    private string Shown => $"postgres://127.0.0.1:{PostgresServer.Current.Port}/{_database}";

    [Fact]
    public async Task An_app_moves_there_and_back_and_its_sessions_go_on()
    {
        var (from, back) = (In("from"), In("back"));
        var token = await MakeAppAsync(from);
        var before = Hashes(from);

        var moved = await BasaltProgram.RunWithVariableAsync("SHOP_DB", Address, "move", "--from", from, "--to-env", "SHOP_DB");
        Assert.Equal((0, $"Moved 4 records of 7 collections, 0 views and the settings from {from} to {Shown}; every record was read back and compared."), (moved.ExitCode, moved.Output.TrimEnd()));
        Assert.InRange(moved.Errors.Split('\n').Length, 4, 12);
        Assert.Equal(before, Hashes(from));
        await SeesNotesAsync(token, "--db", Address);

        Assert.Equal(0, (await BasaltProgram.RunAsync("move", "--from", Address, "--to", back)).ExitCode);
        await SeesNotesAsync(token, "--dir", back);
    }

    [Fact]
    public async Task A_dry_run_tells_and_writes_nothing()
    {
        var (from, to) = (In("from"), In("to"));
        await MakeAppAsync(from);

        foreach (var target in (string[])[Address, to])
        {
            var told = await BasaltProgram.RunAsync("move", "--from", from, "--to", target, "--dry-run");
            Assert.Equal(0, told.ExitCode);
            Assert.StartsWith($"Would move 4 records of 7 collections, 0 views and the settings from {from} to ", told.Output, StringComparison.Ordinal);
            Assert.Contains("\n  notes: 2 records", told.Output, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(to));
        Assert.Equal(0L, PostgresServer.Current.Execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", _database));
    }

    [Fact]
    public async Task What_can_not_move_is_listed_and_nothing_is_written_unless_it_is_left_out()
    {
        var from = In("from");
        await MakeAppAsync(from);
        Execute(from, """UPDATE _collections SET indexes = '["CREATE INDEX idx_notes ON notes (hex(title))"]' WHERE name = 'notes'""");
        const string Reason = "index idx_notes of notes: function hex(text) does not exist";

        var refused = await BasaltProgram.RunAsync("move", "--from", from, "--to", Address);
        Assert.Equal((1, $"Can't be moved: {Reason}"), (refused.ExitCode, refused.Output.TrimEnd()));
        Assert.EndsWith("basalt: one thing can't be moved, and nothing was written; mend it in the source, or go on without by --skip-unportable", refused.Errors.TrimEnd(), StringComparison.Ordinal);

        var told = await BasaltProgram.RunAsync("move", "--from", from, "--to", Address, "--skip-unportable", "--dry-run");
        Assert.Equal(0, told.ExitCode);
        Assert.Contains($"Would be left out: {Reason}", told.Output, StringComparison.Ordinal);
        var moved = await BasaltProgram.RunAsync("move", "--from", from, "--to", Address, "--skip-unportable");
        Assert.Equal(0, moved.ExitCode);
        Assert.Contains($"Left out: {Reason}", moved.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploaded_files_stay_or_are_copied()
    {
        var (from, to, elsewhere) = (In("from"), In("to"), In("elsewhere"));
        await MakeAppAsync(from);
        Directory.CreateDirectory(Path.Combine(from, "storage", "a", "b"));
        await File.WriteAllTextAsync(Path.Combine(from, "storage", "a", "b", "file.txt"), "content", Ct);

        var left = await BasaltProgram.RunAsync("move", "--from", from, "--to", Address);
        Assert.Contains($"Files: 1 uploaded file, 0.0 MiB, stay in {Path.Combine(from, "storage")}; serve with --dir {from}", left.Output, StringComparison.Ordinal);
        var copied = await BasaltProgram.RunAsync("move", "--from", Address, "--to", to, "--files", "copy", "--files-from", from);
        Assert.Contains($"Files: 1 uploaded file, 0.0 MiB, copied to {Path.Combine(to, "storage")}", copied.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await BasaltProgram.RunAsync("move", "--from", to, "--to", elsewhere, "--files", "copy")).ExitCode);

        foreach (var directory in (string[])[to, elsewhere]) Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(directory, "storage", "a", "b", "file.txt"), Ct));
        Assert.True(File.Exists(Path.Combine(from, "storage", "a", "b", "file.txt")));
    }

    [Theory, InlineData("Checking records: "), InlineData("Copying records: "), InlineData("Building indexes: "), InlineData("Comparing records: ")]
    public async Task A_kill_takes_nothing_and_the_same_command_goes_on(string at)
    {
        var from = In("from");
        await MakeAppAsync(from);
        Execute(from, "INSERT INTO notes (id, title) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 149999) SELECT printf('row%012d', i), 'note ' || i FROM n");
        Execute(from, """UPDATE _collections SET indexes = '["CREATE INDEX idx_notes ON notes (title)"]' WHERE name = 'notes'""");
        await using (var killed = await BasaltProgram.StartAsync(at, "move", "--from", from, "--to", Address)) Assert.Equal(137, await killed.EndAsync("KILL"));

        var isBegun = PostgresServer.Current.Execute("SELECT to_regclass('_basalt_meta') IS NOT NULL", _database) is true;
        Assert.Equal(at != "Checking records: ", isBegun);
        if (isBegun)
        {
            (await BasaltProgram.RunAsync("serve", "--dir", In("server"), "--db", Address, "--http", $"127.0.0.1:{BasaltProgram.FreePort()}"))
                .IsRefusal(1, "the database is the target of a move that was not finished; run the same basalt move again, or empty it");
        }

        var moved = await BasaltProgram.RunAsync("move", "--from", from, "--to", Address);

        Assert.True(moved.ExitCode == 0, moved.Errors);
        Assert.Equal(150_002L, PostgresServer.Current.Execute("SELECT count(*) FROM notes", _database));
    }

    [Fact]
    public async Task Places_that_can_not_be_used_are_one_line_without_a_password()
    {
        var (from, secret) = (In("from"), $"postgres://shop:geheim@127.0.0.1:{BasaltProgram.FreePort()}/shop");
        (await BasaltProgram.RunAsync("move", "--from", from, "--to", Address)).IsRefusal(1, $"there is no data in {from}");
        (await BasaltProgram.RunAsync("move", "--from-env", "NO_SUCH_VARIABLE", "--to", from)).IsRefusal(1, "there is no environment variable NO_SUCH_VARIABLE");
        var refused = await BasaltProgram.RunAsync("move", "--from", secret, "--to", from);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("basalt: the database can't be opened: ", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Errors, StringComparison.Ordinal);

        await MakeAppAsync(from);
        (await BasaltProgram.RunAsync("move", "--from", from, "--to", from)).IsRefusal(1, "--from and --to are the same place");
        await using var server = await BasaltProgram.ServeAsync(BasaltProgram.FreePort(), from);
        (await BasaltProgram.RunAsync("move", "--from", from, "--to", Address)).IsRefusal(1, $"{from} is in use by another process; stop it first");
    }

    public void Dispose()
    {
        PostgresServer.Current.DropDatabase(_database);
        _folder.Dispose();
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private static void Execute(string directory, string sql)
    {
        using var connection = SqliteConnection.Open(Path.Combine(directory, "data.db"), SqliteCodes.OpenReadWrite);
        connection.Execute(sql);
    }

    /// <summary>A superuser and two notes.</summary>
    /// <returns>A token of the superuser.</returns>
    private static async Task<string> MakeAppAsync(string directory)
    {
        (await BasaltProgram.RunAsync("superuser", "create", "boss@example.com", "boss-secret", "--dir", directory)).IsDone("Created superuser boss@example.com.");
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var signedIn = await client.PostAsJsonAsync("/api/collections/_superusers/auth-with-password", new { identity = "boss@example.com", password = "boss-secret" }, Ct);
        var token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("token").GetString()!;
        client.DefaultRequestHeaders.Add("Authorization", token);
        (await client.PostAsJsonAsync("/api/collections", new { name = "notes", type = "base", fields = new[] { new { name = "title", type = "text" } } }, Ct)).EnsureSuccessStatusCode();
        foreach (var title in (string[])["first", "second"]) (await client.PostAsJsonAsync("/api/collections/notes/records", new { title }, Ct)).EnsureSuccessStatusCode();
        Assert.Equal(0, await server.EndAsync("TERM"));
        return token;
    }

    private async Task SeesNotesAsync(string token, params string[] where)
    {
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.StartAsync("API", ["serve", "--http", $"127.0.0.1:{port}", .. where, .. where[0] == "--dir" ? (string[])[] : ["--dir", In("server")]]);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("Authorization", token);
        var notes = await client.GetFromJsonAsync<JsonElement>("/api/collections/notes/records?sort=@rowid", Ct);
        Assert.Equal(["first", "second"], notes.GetProperty("items").EnumerateArray().Select(note => note.GetProperty("title").GetString()));
    }

    private static List<string> Hashes(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
}
