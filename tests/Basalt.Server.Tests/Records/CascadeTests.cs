using Basalt.Schema;

namespace Basalt.Server.Tests.Records;

/// <summary>What a delete does to those who refer to the record (the protocol, records page, section 10).</summary>
public sealed class CascadeTests
{
    private const string Refused =
        "Invalid: Failed to delete record. Make sure that the record is not part of a required relation reference.";

    private static readonly Collection[] All =
    [
        Schemas.Of("targets", Schemas.Open, Schemas.Text("name")),
        Schemas.Of(
            "links",
            Schemas.Open,
            [
                Schemas.Relation("plain", "targets"),
                Schemas.Relation("plains", "targets", max: 5),
                Schemas.Relation("needed", "targets", required: true),
                Schemas.Relation("neededs", "targets", max: 5, required: true),
                Schemas.Relation("owner", "targets", cascade: true),
                Schemas.Relation("owners", "targets", max: 5, cascade: true, required: true),
                .. Schemas.Dates(),
            ]),
        Schemas.Of("notes", Schemas.Open, Schemas.Relation("link", "links", cascade: true), Schemas.Relation("about", "links", required: true)),
        Schemas.Of("nodes", Schemas.Open, Schemas.Relation("next", "nodes", cascade: true), Schemas.Relation("seen", "nodes", max: 9)),
    ];

    public static TheoryData<string, string[], string> References => new()
    {
        // field, what it holds, what it holds once "t1" is gone
        { "plain", ["t1"], "" },
        { "plains", ["t1"], "[]" },
        { "plains", ["t2", "t1", "t3"], "[t2,t3]" },
        { "needed", ["t1"], Refused },
        { "neededs", ["t1"], Refused },
        { "neededs", ["t1", "t2"], "[t2]" },
        { "owner", ["t1"], "deleted" },
        { "owners", ["t1"], "deleted" },
        { "owners", ["t1", "t2"], "[t2]" }, // updated, although it cascades
        { "plain", ["t2"], "t2" },
    };

    [Theory, MemberData(nameof(References))]
    public async Task A_reference_to_a_deleted_record(string field, string[] held, string expected)
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("links", Id("link"), r => Refer(r, field, held));
        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        var isTouched = held.Contains("t1");

        if (expected == Refused)
        {
            Assert.Equal(Refused, await Workbench.RefusalAsync(() => bench.DeleteAsync("targets", Id("t1"))));
            Assert.NotNull(await bench.FindAsync("targets", Id("t1")));
            Assert.NotNull(await bench.FindAsync("links", Id("link")));
            return;
        }

        await bench.DeleteAsync("targets", Id("t1"));

        Assert.Null(await bench.FindAsync("targets", Id("t1")));
        var link = await bench.FindAsync("links", Id("link"));
        Assert.Equal(expected, link is null ? "deleted" : link[field].ToString().Replace(Id(""), "", StringComparison.Ordinal));
        if (link is not null) Assert.Equal(isTouched ? "2026-03-01 08:01:00.000Z" : "2026-03-01 08:00:00.000Z", link.TextOf("updated"));
    }

    [Fact]
    public async Task A_delete_goes_on_through_what_it_deletes()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("links", Id("link"), r => Refer(r, "owner", "t1"));
        await bench.PutAsync("notes", Id("note"), r => { Refer(r, "link", "link"); Refer(r, "about", "link"); }); // in the way, but it goes too
        bench.Published.Clear();

        await bench.DeleteAsync("targets", Id("t1"));

        Assert.Empty(await bench.IdsAsync("links"));
        Assert.Empty(await bench.IdsAsync("notes"));
        Assert.Equal([$"Deleted targets/{Id("t1")}", $"Deleted links/{Id("link")}", $"Deleted notes/{Id("note")}"], bench.Published);
    }

    [Fact]
    public async Task A_required_reference_deep_down_keeps_everything()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("links", Id("link"), r => Refer(r, "owner", "t1"));
        await bench.PutAsync("links", Id("free"), r => Refer(r, "plain", "t1"));
        await bench.PutAsync("notes", Id("note"), r => Refer(r, "about", "link"));
        bench.Published.Clear();

        Assert.Equal(Refused, await Workbench.RefusalAsync(() => bench.DeleteAsync("targets", Id("t1"))));

        Assert.Equal(2, (await bench.IdsAsync("links")).Count);
        Assert.Equal(Id("t1"), (await bench.FindAsync("links", Id("free")))!.TextOf("plain"));
        Assert.Empty(bench.Published);
    }

    [Fact]
    public async Task A_circle_of_references_ends()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("nodes", Id("a"), r => { Refer(r, "next", "b"); Refer(r, "seen", "a", "b", "c"); });
        await bench.PutAsync("nodes", Id("b"), r => Refer(r, "next", "c"));
        await bench.PutAsync("nodes", Id("c"), r => Refer(r, "next", "a"));
        await bench.PutAsync("nodes", Id("d"), r => { Refer(r, "next", "d"); Refer(r, "seen", "a", "d"); });

        await bench.DeleteAsync("nodes", Id("a"));

        Assert.Equal([Id("d")], await bench.IdsAsync("nodes"));
        Assert.Equal([Id("d")], (await bench.FindAsync("nodes", Id("d")))!["seen"].AsList());
    }

    [Fact]
    public async Task A_long_chain_is_followed_to_its_end()
    {
        await using var bench = await OpenAsync();
        const int Length = 1_000;
        await bench.Services.Writer.TransactAsync(bench.Storage.Schema, async s =>
        {
            for (var i = 0; i < Length; i++)
            {
                var node = new Basalt.Records.Record(bench["nodes"]) { Id = Id($"n{i}") };
                if (i > 0) Refer(node, "next", $"n{i - 1}");
                await s.InsertAsync(node, CancellationToken.None);
            }

            return true;
        }, TestContext.Current.CancellationToken);

        await bench.DeleteAsync("nodes", Id("n0"));

        Assert.Empty(await bench.IdsAsync("nodes"));
    }

    [Fact]
    public async Task Many_references_are_followed_together()
    {
        await using var bench = await OpenAsync();
        const int Count = 700; // several chunks
        await bench.Services.Writer.TransactAsync(bench.Storage.Schema, async s =>
        {
            for (var i = 0; i < Count; i++)
            {
                var link = new Basalt.Records.Record(bench["links"]) { Id = Id($"l{i}") };
                Refer(link, "owner", "t1");
                await s.InsertAsync(link, CancellationToken.None);
                var note = new Basalt.Records.Record(bench["notes"]) { Id = Id($"n{i}") };
                Refer(note, "link", $"l{i}");
                await s.InsertAsync(note, CancellationToken.None);
            }

            return true;
        }, TestContext.Current.CancellationToken);

        await bench.DeleteAsync("targets", Id("t1"));

        Assert.Empty(await bench.IdsAsync("links"));
        Assert.Empty(await bench.IdsAsync("notes"));
    }

    [Fact]
    public async Task Rules_of_those_who_refer_are_not_asked()
    {
        await using var bench = await Workbench.OpenAsync(All[0], All[1] with { Rules = RuleSet.Locked });
        await bench.PutAsync("targets", Id("t1"));
        await bench.PutAsync("links", Id("link"), r => Refer(r, "owner", "t1"));

        await bench.DeleteAsync("targets", Id("t1"));

        Assert.Empty(await bench.IdsAsync("links"));
    }

    [Fact]
    public async Task A_reference_that_a_unique_index_keeps_from_being_emptied_keeps_the_record()
    {
        await using var bench = await Workbench.OpenAsync(All[0], All[1] with { Indexes = [Schemas.Unique("links", "plain")] });
        await bench.PutAsync("targets", Id("t1"));
        await bench.PutAsync("links", Id("empty"));
        await bench.PutAsync("links", Id("link"), r => Refer(r, "plain", "t1"));

        Assert.Equal(Refused, await Workbench.RefusalAsync(() => bench.DeleteAsync("targets", Id("t1"))));

        Assert.NotNull(await bench.FindAsync("targets", Id("t1")));
    }

    [Fact]
    public async Task Truncating_follows_every_record_and_minds_nobody_inside()
    {
        await using var bench = await OpenAsync();
        for (var i = 0; i < 450; i++) await bench.PutAsync("targets", Id($"x{i}"));
        await bench.PutAsync("links", Id("gone"), r => Refer(r, "owner", "x449"));
        await bench.PutAsync("links", Id("kept"), r => Refer(r, "plain", "x7"));

        await TruncateAsync(bench, "targets");

        Assert.Empty(await bench.IdsAsync("targets"));
        Assert.Equal([Id("kept")], await bench.IdsAsync("links"));
        Assert.Equal("", (await bench.FindAsync("links", Id("kept")))!.TextOf("plain"));
    }

    [Fact]
    public async Task Truncating_changes_no_record_that_goes_anyway()
    {
        await using var bench = await OpenAsync();
        for (var i = 0; i < 250; i++) await bench.PutAsync("nodes", Id($"x{i}"), r => Refer(r, "seen", "x0", "x1"));
        bench.Published.Clear();

        await TruncateAsync(bench, "nodes");

        Assert.Equal(250, bench.Published.Count);
        Assert.All(bench.Published, change => Assert.StartsWith("Deleted nodes/", change, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Truncating_is_all_or_nothing()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("links", Id("link"), r => Refer(r, "needed", "t3"));

        Assert.Equal(Refused, await Workbench.RefusalAsync(() => TruncateAsync(bench, "targets")));

        Assert.Equal(3, (await bench.IdsAsync("targets")).Count);
    }

    [Fact]
    public async Task Truncating_accounts_takes_their_rows_but_leaves_a_superuser()
    {
        await using var bench = await OpenAsync();
        await bench.SuperuserAsync();

        Assert.Equal("Invalid: You can't delete the only existing superuser.", await Workbench.RefusalAsync(() => TruncateAsync(bench, "_superusers")));
    }

    private static async Task TruncateAsync(Workbench bench, string collection)
    {
        var ct = TestContext.Current.CancellationToken;
        await bench.Services.Writer.TransactAsync(bench.Storage.Schema, async s => { await s.TruncateAsync(bench[collection], ct); return true; }, ct);
    }

    private static async Task<Workbench> OpenAsync()
    {
        var bench = await Workbench.OpenAsync(All);
        foreach (var id in (string[])["t1", "t2", "t3"]) await bench.PutAsync("targets", Id(id));
        return bench;
    }

    private static string Id(string name) => "record-" + name;

    private static void Refer(Basalt.Records.Record record, string field, params string[] names)
    {
        var relation = (RelationField)record.Collection.FindField(field)!;
        record[field] = relation.ValueOf([.. names.Select(Id)]);
    }
}
