using System.Text.Json;
using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Server.Tests.Collections;

/// <summary>Views on real tables (the protocol, collections page, section 8).</summary>
public sealed class ViewTests : IAsyncLifetime
{
    private readonly CollectionWorld _world = CollectionWorld.Open();

    public async ValueTask InitializeAsync()
    {
        await _world.CreateAsync(
            """
            {"name":"posts","fields":[
             {"type":"text","name":"title","id":"t","max":50},{"type":"number","name":"views","id":"v"},
             {"type":"text","name":"secret","id":"s","hidden":true},{"type":"select","name":"tags","id":"g","values":["a","b"],"maxSelect":2}]}
            """);
        await _world.InsertAsync("posts", """{"title":"one","views":3,"secret":"hush","tags":["a","b"]}""");
        await _world.InsertAsync("posts", """{"title":"two","views":5}""");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_view_shows_the_values_as_their_fields_do()
    {
        await _world.CreateAsync("""{"name":"shown","type":"view","viewQuery":"select id, title as name, tags, secret from posts;"}""");
        Assert.Equal("\"one\" \"two\"", await _world.ColumnAsync("shown", "name"));
        Assert.Equal("[\"a\",\"b\"] []", await _world.ColumnAsync("shown", "tags"));
        Assert.True(_world.Schema.Require("shown").FindField("secret")!.Hidden);
        Assert.Single(await _world.RecordsAsync("shown", "tags:length = 2"));
    }

    [Theory]
    [InlineData("select row_number() over () as id, title from posts", "1")]
    [InlineData("select max(views) as id from posts", "5")]
    [InlineData("select 7 as id union select 8 as id", "8")]
    public async Task An_id_that_is_a_number_is_found_as_text(string query, string id)
    {
        await _world.CreateAsync($$"""{"name":"numbered","type":"view","viewQuery":"{{query}}"}""");
        var found = Assert.Single(await _world.RecordsAsync("numbered", $"id = '{id}'"));
        Assert.Equal(JsonValueKind.String, found.GetProperty("id").ValueKind);
    }

    [Fact]
    public async Task Fields_that_are_sent_are_ignored()
    {
        var view = await _world.CreateAsync("""{"name":"v","type":"view","viewQuery":"select 1 as id","fields":[{"type":"nonsense"}]}""");
        Assert.Equal(["id"], view.Fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData("", "viewQuery validation_required")]
    [InlineData("select", "viewQuery validation_invalid_view_query")]
    [InlineData("select title from posts", "viewQuery validation_invalid_view_query")]
    [InlineData("select id from missing", "viewQuery validation_invalid_view_query")]
    [InlineData("select id from posts; delete from posts", "viewQuery validation_invalid_view_query")]
    [InlineData("select '' as id", "viewQuery validation_invalid_view_query")]
    [InlineData("select null as id", "viewQuery validation_invalid_view_query")]
    [InlineData("select 1 as id union all select 1", "viewQuery validation_invalid_view_query")]
    [InlineData("select id, (select value from _params) as p from posts", "viewQuery validation_invalid_view_query")]
    [InlineData("select id, options from _collections", "viewQuery validation_invalid_view_query")]
    [InlineData("select id from v", "viewQuery validation_invalid_view_query")]
    [InlineData("select id as id, load_extension('x') as y from posts", "viewQuery validation_invalid_view_query")]
    public async Task A_query_that_can_be_no_view_is_refused(string query, string error)
    {
        Assert.Equal(
            $"Invalid: Failed to create collection. | {error}",
            await CollectionWorld.RefusalAsync(() => _world.CreateAsync($$"""{"name":"v","type":"view","viewQuery":"{{query}}"}""")));
        Assert.Equal(2, (await _world.RecordsAsync("posts")).Length);
    }

    [Fact]
    public async Task All_errors_of_a_view_are_told_together() => Assert.Equal(
        "Invalid: Failed to create collection. | viewQuery validation_invalid_view_query; name validation_required; createRule validation_nil",
        await CollectionWorld.RefusalAsync(() => _world.CreateAsync("""{"type":"view","viewQuery":"select","createRule":""}""")));

    [Fact]
    public async Task A_view_follows_the_options_of_the_fields_it_shows()
    {
        await _world.CreateAsync("""{"name":"first","type":"view","viewQuery":"select id, title from posts"}""");
        await _world.CreateAsync("""{"name":"second","type":"view","viewQuery":"select id, title as name from first"}""");
        var before = _world.Schema.Require("second").FindField("name")!;
        await _world.UpdateAsync("posts", """{"fields":[{"type":"text","name":"title","id":"t","max":9,"hidden":true}]}""");
        var after = Assert.IsType<TextField>(_world.Schema.Require("second").FindField("name"));
        Assert.Equal((9, true, before.Id), (after.Max, after.Hidden, after.Id));
        Assert.Equal("\"one\" \"two\"", await _world.ColumnAsync("second", "name"));
    }

    [Fact]
    public async Task A_view_that_a_change_breaks_stays_until_it_is_mended()
    {
        await _world.CreateAsync("""{"name":"v","type":"view","viewQuery":"select id, title from posts"}""");
        await _world.UpdateAsync("posts", """{"fields":[{"type":"text","name":"heading","id":"t"}]}""");
        Assert.NotNull(_world.Schema.Require("v").FindField("title"));
        await Assert.ThrowsAsync<Errors.BasaltException>(() => _world.RecordsAsync("v"));
        await _world.UpdateAsync("v", """{"viewQuery":"select id, heading as title from posts"}""");
        Assert.Equal("\"one\" \"two\"", await _world.ColumnAsync("v", "title"));
    }

    [Fact]
    public async Task A_views_rules_see_its_fields()
    {
        const string Body = """ "name":"v","type":"view","viewQuery":"select id, title as name from posts" """;
        Assert.EndsWith(
            "listRule validation_invalid_rule",
            await CollectionWorld.RefusalAsync(() => _world.CreateAsync($$"""{ {{Body}},"listRule":"title = 'one'"}""")),
            StringComparison.Ordinal);
        await _world.CreateAsync($$"""{ {{Body}},"listRule":"name = 'one'"}""");
    }

    [Theory]
    [InlineData("select 1 as id", "[id:text] {\"id\":\"1\"}")]
    [InlineData("(select id as id, views, total(views) as t, password from posts, users)", "Invalid")]
    [InlineData("select title as id, views, 'x' as y, null as z from posts limit 1", "[id:text views:number y:json z:json] {\"id\":\"one\",\"views\":3,\"y\":\"x\",\"z\":null}")]
    public async Task A_dry_run_shows_fields_and_rows_and_saves_nothing(string query, string expected)
    {
        var version = _world.Schema.Version;
        if (expected == "Invalid")
        {
            var refusal = await CollectionWorld.RefusalAsync(() => _world.DryRunAsync(query));
            Assert.StartsWith("Invalid: Invalid view query. Raw error: \n", refusal, StringComparison.Ordinal);
        }
        else
        {
            var run = await _world.DryRunAsync(query);
            Assert.Equal(expected, $"[{string.Join(' ', run.Fields.Select(f => $"{f.Name}:{f.Type}"))}] {string.Join(' ', run.Rows)}");
        }

        Assert.Equal(version, _world.Schema.Version);
    }

    [Fact]
    public async Task A_dry_run_shows_ten_rows_at_most()
    {
        var query = "with recursive r(n) as (select 1 union all select n + 1 from r where n < 50) select n as id from r";
        Assert.Equal(10, (await _world.DryRunAsync(query)).Rows.Length);
    }

    [Fact(Timeout = 60_000)] // a dry run that waits for the transaction would wait for good
    public async Task A_dry_run_waits_for_nobody_who_writes()
    {
        var run = await _world.WhileWritingAsync(() => _world.DryRunAsync("select id, title from posts"), TestContext.Current.CancellationToken);
        Assert.Equal(2, run.Rows.Length);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_refused_as_such()
    {
        const string Endless = "with recursive r(n) as (select 1 union all select n + 1 from r where n < 4000000000) select max(n) as id from r";
        _world.Clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1); // at every look at the clock

        var run = await Assert.ThrowsAsync<BasaltException>(() => _world.DryRunAsync(Endless));
        var saving = await Assert.ThrowsAsync<BasaltException>(() => _world.CreateAsync($$"""{"name":"v","type":"view","viewQuery":"{{Endless}}"}"""));

        Assert.EndsWith("\nThe query takes too long.", run.Message, StringComparison.Ordinal);
        Assert.Contains("its first rows must come within 5 seconds", Assert.Single(saving.Tree!.Children).Value.Leaf!.Message, StringComparison.Ordinal);
    }
}
