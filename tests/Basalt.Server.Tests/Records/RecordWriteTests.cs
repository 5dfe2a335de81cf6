using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Server.Tests.Records;

public sealed class RecordWriteTests
{
    private static readonly Collection Tasks = Schemas.Of(
        "tasks",
        Schemas.Open,
        [
            Schemas.Text("title"),
            Schemas.Text("group"),
            Schemas.Text("code") with { AutogeneratePattern = "[A-Z]{6}" },
            new NumberField { Id = "number_score", Name = "score" },
            new FileField { Id = "file_docs", Name = "docs", MaxSelect = 5 },
            Schemas.Relation("parent", "tasks"),
            Schemas.Relation("related", "tasks", max: 5),
            .. Schemas.Dates(),
        ]) with { Indexes = [Schemas.Unique("tasks", "group", "title")] };

    private static readonly Collection Named = WithIds(Schemas.Of("named", Schemas.Open, Schemas.Text("title")), "^[A-Za-z0-9_-]+$");

    [Fact]
    public async Task The_server_fills_in_what_is_its_own()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);

        var made = await bench.CreateAsync("tasks", """{"title":"plan","created":"2000-01-01 00:00:00.000Z","extra":1}""");

        Assert.Matches("^[a-z0-9]{15}$", made.Id);
        Assert.Matches("^[A-Z]{6}$", made.TextOf("code"));
        Assert.Equal(("2026-03-01 08:00:00.000Z", "2026-03-01 08:00:00.000Z"), (made.TextOf("created"), made.TextOf("updated")));
        await AssertStoredAsync(bench, made);
        Assert.Equal([$"Created tasks/{made.Id}"], bench.Published);
    }

    [Fact]
    public async Task An_update_touches_what_was_submitted_and_the_date()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        var made = await bench.CreateAsync("tasks", """{"title":"plan","score":5,"group":"a"}""");
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        var changed = await bench.UpdateAsync("tasks", made.Id, """{"score+":2}""");

        Assert.Equal(("plan", "a", 7.0), (changed.TextOf("title"), changed.TextOf("group"), changed["score"].AsNumber()));
        Assert.Equal(("2026-03-01 08:00:00.000Z", "2026-03-01 08:01:00.000Z"), (changed.TextOf("created"), changed.TextOf("updated")));
        await AssertStoredAsync(bench, changed);
        Assert.Equal($"Updated tasks/{made.Id}", bench.Published[^1]);
    }

    [Fact]
    public async Task An_empty_update_is_one_too()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        var made = await bench.CreateAsync("tasks", """{"title":"plan"}""");
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        var changed = await bench.UpdateAsync("tasks", made.Id, "{}");

        Assert.Equal("2026-03-01 08:01:00.000Z", changed.TextOf("updated"));
    }

    [Fact]
    public async Task Additions_at_the_same_time_all_count()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        var made = await bench.CreateAsync("tasks", """{"title":"plan"}""");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => bench.UpdateAsync("tasks", made.Id, """{"score+":1}"""))));

        Assert.Equal(50, (await bench.FindAsync("tasks", made.Id))!["score"].AsNumber());
    }

    [Fact]
    public async Task A_unique_index_refuses_in_all_of_its_fields()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        await bench.CreateAsync("tasks", """{"title":"plan","group":"a"}""");
        var other = await bench.CreateAsync("tasks", """{"title":"plan","group":"b"}""");
        const string Refusal = "Invalid: group validation_not_unique, title validation_not_unique";

        Assert.Equal(Refusal, await Workbench.RefusalAsync(() => bench.CreateAsync("tasks", """{"title":"plan","group":"a"}""")));
        Assert.Equal(Refusal, await Workbench.RefusalAsync(() => bench.UpdateAsync("tasks", other.Id, """{"group":"a"}""")));

        Assert.Equal("b", (await bench.FindAsync("tasks", other.Id))!.TextOf("group"));
        Assert.Equal(2, bench.Published.Count);
    }

    [Theory]
    [InlineData("tasks", "{\"id\":\"abcdefghij12345\",\"group\":\"x\"}", "")]
    [InlineData("tasks", "{\"id\":\"short\"}", "Invalid: id validation_min_text_constraint")]
    [InlineData("tasks", "{\"id\":\"UPPERCASE000001\"}", "Invalid: id validation_invalid_format")]
    [InlineData("tasks", "{\"id\":\"taken0000000001\",\"group\":\"x\"}", "Invalid: id validation_not_unique")]
    [InlineData("named", "{\"id\":\"some-Thing\"}", "")]
    [InlineData("named", "{\"id\":\"TAKEN-one\"}", "Invalid: id validation_pk_invalid")]
    [InlineData("named", "{\"id\":\"a/b\"}", "Invalid: id validation_forbidden_pk_character")]
    [InlineData("named", "{\"id\":\"..\"}", "Invalid: id validation_forbidden_pk_character")]
    [InlineData("named", "{\"id\":\"a'b\"}", "Invalid: id validation_forbidden_pk_character")]
    [InlineData("named", "{\"id\":\"role:admin\"}", "Invalid: id validation_forbidden_pk_character")]
    [InlineData("named", "{\"id\":\"com1\"}", "Invalid: id validation_reserved_pk")]
    public async Task A_client_may_choose_an_id_within_its_pattern(string collection, string submitted, string refusal)
    {
        await using var bench = await Workbench.OpenAsync(Tasks, Named);
        await bench.PutAsync("tasks", "taken0000000001");
        await bench.PutAsync("named", "Taken-One");

        if (refusal.Length == 0) await bench.CreateAsync(collection, submitted);
        else Assert.Equal(refusal, await Workbench.RefusalAsync(() => bench.CreateAsync(collection, submitted)));
    }

    [Fact]
    public async Task An_id_never_changes()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        await bench.PutAsync("tasks", "task00000000001");

        Assert.Equal(
            "Invalid: id validation_pk_change",
            await Workbench.RefusalAsync(() => bench.UpdateAsync("tasks", "task00000000001", """{"id":"task00000000002"}""")));
        await bench.UpdateAsync("tasks", "task00000000001", """{"id":"task00000000001","title":"same"}""");
    }

    [Theory]
    [InlineData("""{"parent":"task00000000001"}""", "")]
    [InlineData("""{"parent":""}""", "")]
    [InlineData("""{"parent":"nowhere"}""", "Invalid: parent validation_missing_rel_records")]
    [InlineData("""{"related":["task00000000001","task00000000002"]}""", "")]
    [InlineData("""{"related":["task00000000001","nowhere"]}""", "Invalid: related validation_missing_rel_records")]
    [InlineData("""{"related+":"nowhere"}""", "Invalid: related validation_missing_rel_records")]
    public async Task A_relation_points_to_records_that_exist(string submitted, string refusal)
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        await bench.PutAsync("tasks", "task00000000001");
        await bench.PutAsync("tasks", "task00000000002", r => r["group"] = Value.Text("b"));

        foreach (var write in (Func<Task>[])
                 [
                     () => bench.CreateAsync("tasks", submitted[..^1] + ",\"group\":\"c\"}"),
                     () => bench.UpdateAsync("tasks", "task00000000001", submitted),
                 ])
        {
            if (refusal.Length == 0) await write();
            else Assert.Equal(refusal, await Workbench.RefusalAsync(write));
        }
    }

    [Fact]
    public async Task A_relation_that_dangles_since_an_import_is_no_obstacle()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        await bench.PutAsync("tasks", "task00000000001", r => r["parent"] = Value.Text("gone"));

        var changed = await bench.UpdateAsync("tasks", "task00000000001", """{"title":"new","parent":"gone"}""");

        Assert.Equal(("new", "gone"), (changed.TextOf("title"), changed.TextOf("parent")));
    }

    [Fact]
    public async Task Files_are_kept_and_removed_by_name_but_never_added()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        await bench.PutAsync("tasks", "task00000000001", r => r["docs"] = Value.List(["a.pdf", "b.pdf", "c.pdf"]));
        await bench.PutAsync("tasks", "task00000000002", r => { r["docs"] = Value.List(["other.pdf"]); r["group"] = Value.Text("b"); });

        Assert.Equal(["c.pdf", "a.pdf"], (await bench.UpdateAsync("tasks", "task00000000001", """{"docs":["c.pdf","a.pdf"]}"""))["docs"].AsList());
        Assert.Equal(["c.pdf"], (await bench.UpdateAsync("tasks", "task00000000001", """{"docs-":"a.pdf"}"""))["docs"].AsList());
        const string Refusal = "Invalid: docs validation_invalid_file";
        Assert.Equal(Refusal, await Workbench.RefusalAsync(() => bench.UpdateAsync("tasks", "task00000000001", """{"docs+":"other.pdf"}""")));
        Assert.Equal(Refusal, await Workbench.RefusalAsync(() => bench.CreateAsync("tasks", """{"docs":"other.pdf"}""")));
    }

    [Fact]
    public async Task A_write_finds_the_collection_as_it_is_by_then()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        var before = bench["tasks"];
        await bench.AddAsync(Named);

        var made = await bench.Services.Writer.CreateAsync(
            before, Workbench.Draft("""{"title":"plan"}"""), Workbench.Request("POST"), TestContext.Current.CancellationToken);

        Assert.Same(bench["tasks"], made.Collection);
    }

    [Fact]
    public async Task A_subscriber_that_fails_spoils_nothing()
    {
        await using var bench = await Workbench.OpenAsync(Tasks);
        bench.Services.Changes.Subscribe(new Failing());
        var later = new List<string>();
        bench.Services.Changes.Subscribe(new Listing(later));

        var made = await bench.CreateAsync("tasks", """{"title":"plan"}""");

        Assert.Equal([made.Id], later);
    }

    private static async Task AssertStoredAsync(Workbench bench, Basalt.Records.Record record)
    {
        var stored = await bench.FindAsync(record.Collection.Name.ToString(), record.Id);
        Assert.NotNull(stored);
        foreach (var field in record.Collection.Fields) Assert.Equal((field.Name, record[field.Name]), (field.Name, stored[field.Name]));
    }

    private static Collection WithIds(Collection collection, string pattern) => collection with
    {
        Fields = [.. collection.Fields.Select(f => f is TextField { PrimaryKey: true } id ? id with { Pattern = pattern, Min = 0, Max = 50 } : f)],
    };

    private sealed class Failing : IChangeSink
    {
        public void Publish(IReadOnlyList<RecordChange> changes) => throw new InvalidOperationException("out of order");
    }

    private sealed class Listing(List<string> ids) : IChangeSink
    {
        public void Publish(IReadOnlyList<RecordChange> changes) => ids.AddRange(changes.Select(c => c.Record.Id));
    }
}
