using Basalt.Schema;

namespace Basalt.Server.Tests.Collections;

/// <summary>Changes of collections that hold records (the protocol, collections page, section 9).</summary>
public sealed class SchemaChangeTests : IAsyncDisposable
{
    private const string Posts =
        """
        {"name":"posts","fields":[{"type":"text","name":"title","id":"t"},{"type":"select","name":"tags","id":"s","values":["a","b","c"],"maxSelect":1}],
         "indexes":["create index idx_title on posts (title)"]}
        """;

    private readonly CollectionWorld _world = CollectionWorld.Open();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_new_collection_is_locked_and_dated()
    {
        var posts = await _world.CreateAsync("""{"name":"posts"}""");
        Assert.Equal(RuleSet.Locked, posts.Rules);
        Assert.Equal(("2026-03-01 08:00:00.000Z", "2026-03-01 08:00:00.000Z"), (posts.Created, posts.Updated));
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        posts = await _world.UpdateAsync("posts", """{"listRule":""}""");
        Assert.Equal(("2026-03-01 08:00:00.000Z", "2026-03-01 08:01:00.000Z"), (posts.Created, posts.Updated));
    }

    [Fact]
    public async Task What_was_saved_is_there_after_a_restart()
    {
        await _world.CreateAsync(Posts);
        await _world.CreateAsync("""{"name":"shown","type":"view","viewQuery":"select id, title from posts"}""");
        var before = _world.Schema.All.Select(CollectionRow.Of).ToList();
        await _world.ReopenAsync();
        Assert.Equal(before, _world.Schema.All.Select(CollectionRow.Of));
    }

    [Fact]
    public async Task A_renamed_field_keeps_its_data_when_its_index_is_renamed_with_it()
    {
        await _world.CreateAsync(Posts);
        await _world.InsertAsync("posts", """{"title":"one"}""");
        const string Renamed = """ "fields":[{"type":"text","name":"heading","id":"t"}] """;
        Assert.Equal(
            "Invalid: Failed to update collection. | indexes.0 validation_invalid_index_expression",
            await CollectionWorld.RefusalAsync(() => _world.UpdateAsync("posts", $$"""{ {{Renamed}} }""")));
        await _world.UpdateAsync("posts", $$"""{ {{Renamed}},"indexes":["create index idx_title on posts (heading)"] }""");
        Assert.Equal("\"one\"", await _world.ColumnAsync("posts", "heading"));
    }

    [Fact]
    public async Task A_field_sent_without_its_id_is_another_field()
    {
        await _world.CreateAsync(Posts);
        await _world.InsertAsync("posts", """{"title":"one"}""");
        await _world.UpdateAsync("posts", """{"fields":[{"type":"text","name":"title"}]}""");
        Assert.Equal("\"\"", await _world.ColumnAsync("posts", "title"));
        Assert.Equal("text724990059", _world.Schema.Require("posts").FindField("title")!.Id);
    }

    [Fact]
    public async Task Single_becomes_multiple_and_back_with_the_last_item()
    {
        await _world.CreateAsync(Posts);
        await _world.InsertAsync("posts", """{"title":"x","tags":"a"}""");
        await _world.InsertAsync("posts", """{"title":"y"}""");
        await _world.UpdateAsync("posts", Tags(2));
        Assert.Equal("[\"a\"] []", await _world.ColumnAsync("posts", "tags"));
        await _world.InsertAsync("posts", """{"title":"z","tags":["b","c"]}""");
        await _world.UpdateAsync("posts", Tags(1));
        Assert.Equal("\"a\" \"\" \"c\"", await _world.ColumnAsync("posts", "tags"));

        static string Tags(int most) =>
            $$"""{"indexes":[],"fields":[{"type":"text","name":"title","id":"t"},{"type":"select","name":"tags","id":"s","values":["a","b","c"],"maxSelect":{{most}}}]}""";
    }

    [Fact]
    public async Task A_renamed_collection_keeps_records_and_relations_to_it()
    {
        var posts = await _world.CreateAsync(Posts);
        await _world.CreateAsync($$"""{"name":"notes","fields":[{"type":"relation","name":"post","collectionId":"{{posts.Id}}","maxSelect":1}]}""");
        var id = await _world.InsertAsync("posts", """{"title":"one"}""");
        await _world.InsertAsync("notes", $$"""{"post":"{{id}}"}""");
        var renamed = await _world.UpdateAsync("posts", """{"name":"articles"}""");
        Assert.Equal("create index idx_title on `articles` (title)", renamed.Indexes[0].Text);
        Assert.Equal("\"one\"", await _world.ColumnAsync("articles", "title"));
        Assert.Single(await _world.RecordsAsync("notes", "post.title = 'one'"));
        Assert.Null(_world.Schema.Find("posts"));
    }

    [Fact]
    public async Task Rate_limits_follow_a_renamed_collection()
    {
        await _world.CreateAsync(Posts);
        await _world.SaveSettingsAsync(
            """{"rateLimits":{"rules":[{"label":"posts:create","maxRequests":1,"duration":1},{"label":"posts2:create","maxRequests":1,"duration":1}]}}""");
        await _world.UpdateAsync("posts", """{"name":"articles"}""");
        Assert.Equal(["articles:create", "posts2:create"], (await _world.SettingsAsync()).RateLimits.Rules.Select(r => r.Label));
    }

    [Fact]
    public async Task Two_collections_trade_their_names_through_a_third()
    {
        await _world.CreateAsync("""{"name":"a"}""");
        await _world.CreateAsync("""{"name":"b"}""");
        await _world.UpdateAsync("a", """{"name":"c"}""");
        await _world.UpdateAsync("b", """{"name":"a"}""");
        await _world.UpdateAsync("c", """{"name":"b"}""");
        Assert.Equal(SchemaIds.OfCollection(CollectionType.Base, "a"), _world.Schema.Require("b").Id);
    }

    [Fact]
    public async Task A_unique_index_that_the_data_breaks_is_refused_and_nothing_changes()
    {
        await _world.CreateAsync(Posts);
        await _world.InsertAsync("posts", """{"title":"same"}""");
        await _world.InsertAsync("posts", """{"title":"same"}""");
        var before = CollectionRow.Of(_world.Schema.Require("posts"));
        Assert.Equal(
            "Invalid: Failed to update collection. | indexes.1 validation_invalid_index_expression",
            await CollectionWorld.RefusalAsync(() => _world.UpdateAsync(
                "posts", """{"name":"other","indexes":["create index idx_title on posts (title)","create unique index u on posts (title)"]}""")));
        Assert.Equal(before, CollectionRow.Of(_world.Schema.Require("posts")));
        Assert.Equal("\"same\" \"same\"", await _world.ColumnAsync("posts", "title"));
    }

    [Theory]
    [InlineData("create index i on posts (lower(title) desc, title collate nocase) where title != ''", true)]
    [InlineData("create index i on posts (title) where no_such_function(title)", false)]
    [InlineData("create index i on posts (title collate no_such_collation)", false)]
    [InlineData("create index i on posts (no_such_column || title)", false)]
    public async Task The_database_has_the_last_word_on_an_index(string index, bool isAccepted)
    {
        await _world.CreateAsync(Posts);
        var body = $$"""{"indexes":["{{index}}"]}""";
        if (isAccepted) Assert.Single((await _world.UpdateAsync("posts", body)).Indexes);
        else Assert.EndsWith("indexes.0 validation_invalid_index_expression", await CollectionWorld.RefusalAsync(() => _world.UpdateAsync("posts", body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collections_created_at_the_same_time_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => _world.CreateAsync($$"""{"name":"c{{i}}"}""")));
        Assert.Equal(12, _world.Schema.All.Count(c => c.Name.ToString().StartsWith('c')));
    }

    [Fact]
    public async Task Of_one_name_at_the_same_time_one_is_created()
    {
        var refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await _world.CreateAsync("""{"name":"only"}""");
                return 0;
            }
            catch (Errors.BasaltException refusal) when (refusal.Tree!.Contains("name"))
            {
                return 1;
            }
        }));
        Assert.Equal(7, refusals.Sum());
    }

    [Fact]
    public async Task An_unknown_collection_is_missing()
    {
        Assert.StartsWith("Missing", await CollectionWorld.RefusalAsync(() => _world.UpdateAsync("none", "{}")), StringComparison.Ordinal);
        Assert.StartsWith("Missing", await CollectionWorld.RefusalAsync(() => _world.DeleteAsync("none")), StringComparison.Ordinal);
        Assert.StartsWith("Missing", await CollectionWorld.RefusalAsync(() => _world.TruncateAsync("none")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_makes_no_sense_is_refused_whole()
    {
        const string Refusal = "Invalid: Failed to load the submitted data due to invalid formatting.";
        Assert.Equal(Refusal, await CollectionWorld.RefusalAsync(() => _world.CreateAsync("""{"name":"a","fields":[{"type":"x","name":"y"}]}""")));
        Assert.Equal(Refusal, await CollectionWorld.RefusalAsync(() => _world.UpdateAsync("users", """{"mfa":7}""")));
        Assert.Equal(
            "Invalid: Failed to load the collection type data due to invalid formatting.",
            await CollectionWorld.RefusalAsync(() => _world.CreateAsync("""{"type":7}""")));
    }
}
