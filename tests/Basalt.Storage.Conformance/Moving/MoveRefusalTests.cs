using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>What is not moved, and that it is said before anything is written.</summary>
public sealed class MoveRefusalTests : IDisposable
{
    private static readonly Collection Notes = new()
    {
        Id = "pbc_notes",
        Name = CollectionName.Parse("notes"),
        Fields = [Sample.Id(), new TextField { Id = "f_text", Name = "text" }, new BoolField { Id = "f_live", Name = "live" }],
    };

    private readonly MoveWorld _world = new();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_target_with_data_is_refused(bool toDatabase)
    {
        var (from, to) = (await MakeAsync(false), await MakeAsync(toDatabase));

        Assert.Equal("move_target_not_empty", Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to)).Code);
        Assert.Equal("move_target_not_empty", Assert.Throws<BasaltException>(() => MoveWorld.Plan(from, to)).Code);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_source_without_data_is_refused(bool fromDatabase) =>
        Assert.Equal("move_source_missing", Assert.Throws<BasaltException>(() => MoveWorld.Move(_world.NewPlace(fromDatabase), _world.NewPlace(!fromDatabase))).Code);

    [Theory, InlineData(true, "move_source_in_use"), InlineData(false, "data_directory_in_use")]
    public async Task A_source_on_which_a_server_runs_is_refused(bool fromDatabase, string code)
    {
        var from = await MakeAsync(fromDatabase);
        await using var server = MoveWorld.Serve(from);

        Assert.Equal(code, Assert.Throws<BasaltException>(() => MoveWorld.Move(from, _world.NewPlace(!fromDatabase))).Code);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_directory_in_which_a_server_runs_is_no_target(bool fromDatabase)
    {
        var (from, to) = (await MakeAsync(fromDatabase), _world.NewDirectory());
        using var server = Basalt.Storage.Sql.Sqlite.DirectoryLock.Make(to); // one that has its data in PostgreSQL

        Assert.Equal("data_directory_in_use", Assert.Throws<BasaltException>(() => MoveWorld.Plan(from, to)).Code);
    }

    [Fact]
    public async Task A_source_that_is_written_to_meanwhile_is_not_taken_for_moved()
    {
        var (from, to) = (await MakeAsync(false), _world.NewDatabase());

        var refused = Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to, moveFiles: () => MoveWorld.Ask(from, "UPDATE notes SET text = 'late'")));

        Assert.Equal("move_source_changed", refused.Code);
        Assert.Equal("database_half_moved", Assert.Throws<BasaltException>(() => MoveWorld.Serve(to)).Code);
    }

    [Fact]
    public async Task No_server_writes_to_a_database_or_opens_it_while_it_is_moved()
    {
        var (from, to) = (await MakeAsync(true), _world.NewDirectory());
        object? free = null;
        BasaltException? refused = null;

        MoveWorld.Move(from, to, moveFiles: () =>
        {
            free = MoveWorld.Ask(from, "SELECT pg_try_advisory_xact_lock(4702611850337)");
            refused = Assert.Throws<BasaltException>(() => MoveWorld.Serve(from));
        });

        Assert.Equal((false, "database_being_moved"), (free, refused?.Code));
        await using (MoveWorld.Serve(from)) { }
        Assert.Equal(true, MoveWorld.Ask(from, "SELECT pg_try_advisory_xact_lock(4702611850337)"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task One_changed_record_in_the_target_is_found(bool toDatabase)
    {
        var (from, to) = (await MakeAsync(!toDatabase), _world.NewPlace(toDatabase));
        var change = new Watcher { On = what => { if (what == "begin Verify") MoveWorld.Ask(to, "UPDATE notes SET text = text || '!' WHERE id = 'note00000000007'"); } };

        var refused = Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to, change));

        Assert.Equal("move_verification_failed", refused.Code);
        Assert.Contains("a record of notes differs", refused.Message, StringComparison.Ordinal);
        Assert.Throws<BasaltException>(() => MoveWorld.Serve(to));
    }

    [Theory]
    [InlineData("DELETE FROM notes WHERE id = 'note00000000007'", "notes has 19 records instead of 20")]
    [InlineData("UPDATE notes SET _basalt_rowid = 1000 WHERE id = 'note00000000007'", "the records of notes have another order")]
    [InlineData("UPDATE notes SET live = NOT live WHERE id = 'note00000000007'", "a record of notes differs")]
    [InlineData("UPDATE _collections SET \"listRule\" = '' WHERE name = 'notes'", "the collections differ")]
    [InlineData("DELETE FROM _params", "the settings differ")]
    public async Task Whatever_differs_in_the_target_is_told(string change, string told)
    {
        var (from, to) = (await MakeAsync(false), _world.NewDatabase());
        var watcher = new Watcher { On = what => { if (what == "begin Verify") MoveWorld.Ask(to, change); } };

        Assert.Contains(told, Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to, watcher)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_PostgreSQL_can_not_hold_is_listed_before_anything_is_written()
    {
        var from = await MakeAsync(
            false,
            Sample.View("hex", "SELECT id, hex(text) AS code FROM notes") with { Fields = [Sample.Id(), new TextField { Id = "f_code", Name = "code" }] },
            Sample.View("shown", "SELECT id, text AS Title FROM notes") with { Fields = [Sample.Id(), new TextField { Id = "f_title", Name = "Title" }] },
            Sample.View("ahead", "SELECT id FROM hex"));
        MoveWorld.Ask(from, "UPDATE notes SET text = CAST(x'61ff62' AS TEXT) WHERE id = 'note00000000003'");
        MoveWorld.Ask(from, "UPDATE notes SET text = char(65535) WHERE id = 'note00000000004'");
        MoveWorld.Ask(from, "UPDATE notes SET id = printf('%.*c', 3000, 'x') WHERE id = 'note00000000005'");
        MoveWorld.Ask(from, """UPDATE _collections SET indexes = '["CREATE INDEX idx_live ON notes (text) WHERE live = 1", "CREATE INDEX idx_hex ON notes (hex(text))", "CREATE INDEX idx_text ON notes (text)"]' WHERE name = 'notes'""");
        var to = _world.NewDatabase();

        var obstacles = MoveWorld.Plan(from, to).Obstacles;

        Assert.Equal(
            [
                "text of notes/note00000000003: is not valid UTF-8",
                "text of notes/note00000000004: holds the character U+FFFF, which stands for NUL in PostgreSQL",
                "id of notes/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…: is longer than 2600 bytes",
                "index idx_live of notes: operator does not exist: boolean = integer",
                "index idx_hex of notes: function hex(text) does not exist",
                "view hex: function hex(text) does not exist",
                "view shown: its query gives no column Title here",
                "view ahead: relation \"hex\" does not exist",
            ],
            obstacles.Select(obstacle => $"{obstacle.Name}: {obstacle.Reason}"));
        Assert.Equal(5, obstacles.Count(obstacle => obstacle.CanBeLeftOut));
        Assert.Equal(0L, MoveWorld.Ask(to, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task Of_many_records_that_can_not_move_the_first_are_named_and_the_others_counted()
    {
        var from = await MakeAsync(false);
        MoveWorld.Ask(from, "UPDATE notes SET text = char(65535)");

        var obstacles = MoveWorld.Plan(from, _world.NewDatabase()).Obstacles;

        Assert.Equal((11, "10 more of notes"), (obstacles.Length, obstacles[^1].Name));
    }

    [Fact]
    public async Task Views_and_indexes_can_be_left_out_and_are_named()
    {
        var from = await MakeAsync(false, Sample.View("hex", "SELECT id, hex(text) AS code FROM notes") with { Fields = [Sample.Id(), new TextField { Id = "f_code", Name = "code" }] });
        MoveWorld.Ask(from, """UPDATE _collections SET indexes = '["CREATE INDEX idx_hex ON notes (hex(text))", "CREATE INDEX idx_text ON notes (text)"]' WHERE name = 'notes'""");
        var to = _world.NewDatabase();

        Assert.Equal(["index idx_hex of notes", "view hex"], MoveWorld.Move(from, to, skip: true).Select(obstacle => obstacle.Name));

        await using var engine = MoveWorld.Serve(to);
        Assert.Equal("idx_text", Assert.Single(engine.Schema.Require("notes").Indexes).Name);
        var view = engine.Schema.Require("hex");
        await Assert.ThrowsAsync<BasaltException>(() => engine.CountAsync("hex"));
        await engine.ChangeAsync(_ => [new CollectionStep(view, view with { ViewQuery = "SELECT id, md5(text) AS code FROM notes" })]);
        Assert.Equal(20, await engine.CountAsync("hex"));
    }

    [Fact]
    public async Task An_index_that_fails_on_the_records_stops_there_and_may_be_left_out_then()
    {
        var from = await MakeAsync(false);
        MoveWorld.Ask(from, """UPDATE _collections SET indexes = '["CREATE INDEX idx_text ON notes (text)"]' WHERE name = 'notes'""");
        var incompressible = string.Concat(Enumerable.Range(0, 400).Select(i => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData([(byte)i, (byte)(i >> 8)]))));
        MoveWorld.Ask(from, $"UPDATE notes SET text = '{incompressible}' WHERE id = 'note00000000003'");
        var to = _world.NewDatabase();

        var refused = Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to));
        Assert.Equal("move_obstacle", refused.Code);
        Assert.Contains("index idx_text of notes: index row", refused.Message, StringComparison.Ordinal);

        Assert.Equal("index idx_text of notes", Assert.Single(MoveWorld.Move(from, to, skip: true)).Name);
        await using var engine = MoveWorld.Serve(to);
        Assert.Empty(engine.Schema.Require("notes").Indexes);
    }

    [Fact]
    public async Task What_SQLite_can_not_run_of_PostgreSQL_is_listed()
    {
        var from = await MakeAsync(
            true,
            Sample.View("arrays", "SELECT id, array_length(string_to_array(text, ' '), 1) AS words FROM notes") with { Fields = [Sample.Id(), new NumberField { Id = "f_words", Name = "words" }] },
            Sample.View("counts", "SELECT live::text AS id, count(*) FROM notes GROUP BY live") with { Fields = [Sample.Id(), new NumberField { Id = "f_count", Name = "count" }] },
            Sample.View("same", "SELECT id, text FROM notes") with { Fields = [Sample.Id(), new TextField { Id = "f_text", Name = "text" }] });
        var to = _world.NewDirectory();

        Assert.Equal(["view arrays", "view counts"], MoveWorld.Plan(from, to).Obstacles.Select(obstacle => obstacle.Name));
        Assert.False(Directory.Exists(to));
    }

    [Fact]
    public async Task A_plan_writes_nothing()
    {
        var (from, directory, database) = (await MakeAsync(false), _world.NewDirectory(), _world.NewDatabase());

        Assert.Equal(20, MoveWorld.Plan(from, directory).Records);
        Assert.Equal(20, MoveWorld.Plan(from, database).Records);

        Assert.False(Directory.Exists(directory));
        Assert.Equal(0L, MoveWorld.Ask(database, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
        Assert.Equal(0L, MoveWorld.Ask(database, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"));
    }

    public void Dispose() => _world.Dispose();

    /// <summary>A closed place with 20 notes.</summary>
    private async Task<string> MakeAsync(bool inDatabase, params Collection[] views)
    {
        var place = _world.NewPlace(inDatabase);
        await using var engine = MoveWorld.Serve(place);
        await engine.ChangeAsync(_ => [new CollectionStep(null, Notes), .. views.Select(view => new CollectionStep(null, view))]);
        await engine.InsertAsync([.. Enumerable.Range(0, 20).Select(i => new Record(Notes) { Id = $"note{i:00000000000}", ["text"] = Value.Text($"note {i}") })]);
        await engine.WriteAsync(engine.Schema, async t => { await t.WriteParamAsync("settings", "{}", CancellationToken.None); return true; }, CancellationToken.None);
        return place;
    }
}
