using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Server.Tests.Records;

public sealed class BatchTests
{
    [Fact]
    public async Task Each_write_sees_those_before_it()
    {
        await using var bench = await OpenAsync();

        var records = await bench.BatchAsync(
            Create("tasks", """{"id":"task00000000001","title":"one"}"""),
            Update("tasks", "task00000000001", """{"score+":2,"parent":"task00000000001"}"""),
            Create("tasks", """{"id":"task00000000002","title":"two","parent":"task00000000001"}"""),
            Update("tasks", "task00000000001", """{"score+":3}"""),
            Delete("tasks", "task00000000001"),
            Create("counted", """{"title":"task00000000002"}"""));

        Assert.Equal([0, 2, 0, 5], records.Take(4).Select(r => r!["score"].AsNumber()));
        Assert.Null(records[4]);
        Assert.Equal(["task00000000002"], await bench.IdsAsync("tasks"));
        Assert.Equal("", (await bench.FindAsync("tasks", "task00000000002"))!.TextOf("parent")); // emptied by the delete
    }

    [Fact]
    public async Task The_first_refusal_takes_everything_back()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("tasks", "task00000000001", r => r["title"] = Value.Text("kept"));
        bench.Published.Clear();

        var failure = await Assert.ThrowsAsync<BatchFailedException>(() => bench.BatchAsync(
            Create("tasks", """{"title":"new"}"""),
            Update("tasks", "task00000000001", """{"title":"changed"}"""),
            Create("tasks", """{"title":"x"}"""),
            Create("locked", """{"title":"never looked at"}""")));

        Assert.Equal((2, "Invalid: title validation_min_text_constraint"), (failure.Index, Workbench.Shown(failure.Refusal)));
        Assert.Equal(["task00000000001"], await bench.IdsAsync("tasks"));
        Assert.Equal("kept", (await bench.FindAsync("tasks", "task00000000001"))!.TextOf("title"));
        Assert.Empty(bench.Published);
    }

    public static TheoryData<string, BatchWrite, string> Refusals => new()
    {
        { "unknown collection", Create("nowhere", "{}"), "Missing: Missing collection context." },
        { "unknown record", Update("tasks", "missing00000001", "{}"), "Missing" },
        { "locked", Create("locked", "{}"), "Denied: Only superusers can perform this action." },
        { "no action", new BatchWrite.Refused(BasaltException.Invalid("odd", "Odd.")), "Invalid: Odd." },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task A_later_write_does_not_hide_an_earlier_refusal(string what, BatchWrite refused, string refusal)
    {
        await using var bench = await OpenAsync();

        var last = await Assert.ThrowsAsync<BatchFailedException>(() => bench.BatchAsync(Create("tasks", """{"title":"fine"}"""), refused));
        var first = await Assert.ThrowsAsync<BatchFailedException>(
            () => bench.BatchAsync(Create("tasks", """{"title":"plan","parent":"nowhere"}"""), refused)); // found out inside the transaction

        Assert.Equal((what, 1, refusal), (what, last.Index, Workbench.Shown(last.Refusal)));
        Assert.Equal((0, "Invalid: parent validation_missing_rel_records"), (first.Index, Workbench.Shown(first.Refusal)));
    }

    [Fact]
    public async Task An_upsert_updates_what_is_there_and_creates_what_is_not()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("tasks", "task00000000001", r => { r["title"] = Value.Text("kept"); r["score"] = Value.Number(5); });

        var records = await bench.BatchAsync(
            Upsert("tasks", """{"id":"task00000000001","score+":1}"""),
            Upsert("tasks", """{"id":"task00000000002","title":"new","score+":1}"""),
            Upsert("tasks", """{"id":"task00000000002","score+":1}"""), // there by now
            Upsert("tasks", """{"title":"without id"}"""),
            Delete("tasks", "task00000000001"),
            Upsert("tasks", """{"id":"task00000000001","title":"back"}""")); // gone by now

        Assert.Equal([6, 1, 2, 0, 0], records.Where(r => r is not null).Select(r => r!["score"].AsNumber()));
        Assert.Equal("kept", records[0]!.TextOf("title"));
        Assert.Equal(("task00000000001", "back"), (records[5]!.Id, records[5]!.TextOf("title")));
    }

    [Theory]
    [InlineData("{\"id\":\"task00000000001\"}", "Missing")] // there: the update rule
    [InlineData("{\"id\":\"task00000000009\"}", "Invalid: Failed to create record.")]
    public async Task An_upsert_is_under_the_rule_of_what_it_turns_out_to_be(string submitted, string refusal)
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("methods", "task00000000001");

        var failure = await Assert.ThrowsAsync<BatchFailedException>(() => bench.BatchAsync(Upsert("methods", submitted)));

        Assert.Equal(refusal, Workbench.Shown(failure.Refusal));
    }

    [Fact]
    public async Task Rules_see_the_effective_method_of_an_upsert()
    {
        await using var bench = await OpenAsync();
        await bench.PutAsync("methods", "task00000000001");

        await bench.BatchAsync(Upsert("methods", """{"title":"POST"}"""), Upsert("methods", """{"id":"task00000000001","title":"PATCH"}"""));

        Assert.Equal(2, (await bench.IdsAsync("methods")).Count);
    }

    [Fact]
    public async Task Accounts_can_be_part_of_a_batch()
    {
        await using var bench = await OpenAsync();
        const string Id = "member000000001";
        const string SignUp = """{"id":"member000000001","email":"a@example.com","password":"12345678","passwordConfirm":"12345678"}""";

        var records = await bench.BatchAsync(
            Upsert("members", SignUp), Update("members", Id, """{"name":"Ana"}"""), Create("tasks", """{"title":"plan"}"""));

        Assert.True(await bench.IsPasswordAsync(records[1]!, "12345678"));
    }

    [Fact]
    public async Task A_password_is_changed_with_the_one_that_is_stored()
    {
        await using var bench = await OpenAsync();
        const string Id = "member000000001";
        await bench.CreateAsync("members", """{"id":"member000000001","email":"a@example.com","password":"12345678","passwordConfirm":"12345678"}""");
        var change = (string from, string to) => Update("members", Id, $$"""{"password":"{{to}}","passwordConfirm":"{{to}}","oldPassword":"{{from}}"}""");

        await bench.BatchAsync(change("12345678", "secret-1"));
        var again = await Assert.ThrowsAsync<BatchFailedException>(() => bench.BatchAsync(change("secret-1", "secret-2"), change("secret-1", "secret-3")));

        Assert.Equal((1, "Invalid: oldPassword validation_invalid_old_password"), (again.Index, Workbench.Shown(again.Refusal)));
        Assert.True(await bench.IsPasswordAsync((await bench.FindAsync("members", Id))!, "secret-1"));
    }

    [Fact]
    public async Task A_batch_whose_time_is_up_leaves_nothing()
    {
        await using var bench = await OpenAsync();
        using var late = new CancellationTokenSource();
        await late.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await bench.Services.Batch.RunAsync([Create("tasks", """{"title":"plan"}""")], late.Token));

        Assert.Empty(await bench.IdsAsync("tasks"));
    }

    private static async Task<Workbench> OpenAsync() => await Workbench.OpenAsync(
        Schemas.Of(
            "tasks",
            Schemas.Open,
            Schemas.Text("title") with { Min = 3 },
            new NumberField { Id = "number_score", Name = "score" },
            Schemas.Relation("parent", "tasks")),
        Schemas.Of("counted", new RuleSet { Create = "@collection.tasks.id = title" }, Schemas.Text("title")), // every task, so just one
        Schemas.Of(
            "methods",
            new RuleSet { Create = "@request.method = 'POST' && title = 'POST'", Update = "@request.method = 'PATCH' && @request.body.title = 'PATCH'" },
            Schemas.Text("title")),
        Schemas.Of("locked", RuleSet.Locked, Schemas.Text("title")),
        Schemas.Members());

    private static BatchWrite Create(string collection, string json) =>
        new BatchWrite.Create(collection, Workbench.Draft(json), Workbench.Request("POST"));

    private static BatchWrite Update(string collection, string id, string json) =>
        new BatchWrite.Update(collection, id, Workbench.Draft(json), Workbench.Request("PATCH"));

    private static BatchWrite Upsert(string collection, string json) =>
        new BatchWrite.Upsert(collection, Workbench.Draft(json), Workbench.Request("PUT"));

    private static BatchWrite Delete(string collection, string id) => new BatchWrite.Delete(collection, id, Workbench.Request("DELETE", Caller.Guest));
}
