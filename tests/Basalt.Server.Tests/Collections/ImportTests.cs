using Basalt.Schema;

namespace Basalt.Server.Tests.Collections;

/// <summary>Many collections at once (the protocol, collections page, section 10).</summary>
public sealed class ImportTests : IAsyncDisposable
{
    private readonly CollectionWorld _world = CollectionWorld.Open();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Collections_of_one_import_may_point_to_each_other()
    {
        await _world.ImportAsync(
            """
            {"collections":[
             {"id":"one","name":"one","fields":[{"type":"relation","name":"two","collectionId":"two"}],"listRule":"two.one.id != '' && @collection.shown.label = 'x'"},
             {"name":"again","type":"view","viewQuery":"select id, label from shown"},
             {"name":"shown","type":"view","viewQuery":"select id, label from two","listRule":"label != ''"},
             {"id":"two","name":"two","fields":[{"type":"relation","name":"one","collectionId":"one"},{"type":"text","name":"label"}]}]}
            """);
        Assert.Equal(["id", "label"], _world.Schema.Require("again").Fields.Select(f => f.Name));
        Assert.Equal("two", ((RelationField)_world.Schema.Require("one").FindField("two")!).CollectionId);
    }

    [Fact]
    public async Task Without_deleting_what_is_missing_stays()
    {
        var posts = await _world.CreateAsync("""{"name":"posts","listRule":"","fields":[{"type":"text","name":"a","id":"a1","max":5},{"type":"text","name":"b","id":"b1"}]}""");
        await _world.CreateAsync("""{"name":"notes"}""");
        await _world.InsertAsync("posts", """{"a":"kept"}""");
        await _world.ImportAsync("""{"collections":[{"name":"posts","fields":[{"type":"text","name":"a","id":"elsewhere","max":99},{"type":"bool","name":"c"}]}]}""");
        var after = _world.Schema.Require("posts");
        Assert.Equal((posts.Id, ""), (after.Id, after.Rules.List));
        Assert.Equal(["id", "b", "a", "c"], after.Fields.Select(f => f.Name));
        Assert.Equal(("a1", 5), (after.FindField("a")!.Id, ((TextField)after.FindField("a")!).Max)); // it was here first
        Assert.Equal("\"kept\"", await _world.ColumnAsync("posts", "a"));
        Assert.NotNull(_world.Schema.Find("notes"));
    }

    [Fact]
    public async Task A_field_of_the_same_id_takes_the_options_that_are_sent()
    {
        await _world.CreateAsync("""{"name":"posts","fields":[{"type":"text","name":"a","id":"a1","max":5}]}""");
        await _world.ImportAsync("""{"collections":[{"name":"posts","fields":[{"type":"text","name":"renamed","id":"a1","max":99}]}]}""");
        Assert.Equal(99, ((TextField)_world.Schema.Require("posts").FindField("renamed")!).Max);
    }

    [Fact]
    public async Task Deleting_what_is_missing_spares_the_system()
    {
        await _world.CreateAsync("""{"name":"notes"}""");
        await _world.CreateAsync("""{"name":"posts","fields":[{"type":"text","name":"a"},{"type":"text","name":"b"}]}""");
        await _world.ImportAsync("""{"deleteMissing":true,"collections":[{"name":"posts","fields":[{"type":"text","name":"b"}]},{"name":"users"}]}""");
        Assert.Equal(
            ["_superusers", "_externalAuths", "_mfas", "_otps", "_authOrigins", "users", "posts"], _world.Schema.All.Select(c => c.Name.ToString()));
        Assert.Equal(["id", "b"], _world.Schema.Require("posts").Fields.Select(f => f.Name));
        // No list of fields counts as an empty one.
        Assert.Equal(
            ["id", "password", "tokenKey", "email", "emailVisibility", "verified"], _world.Schema.Require("users").Fields.Select(f => f.Name));
    }

    [Fact]
    public async Task What_is_still_pointed_to_is_not_deleted()
    {
        await _world.CreateAsync("""{"id":"target","name":"target"}""");
        await _world.CreateAsync("""{"name":"posts","fields":[{"type":"relation","name":"r","id":"r1","collectionId":"target"}]}""");
        Assert.StartsWith(
            "Invalid: Failed to import collections. | collections validation_collections_import_failure",
            await CollectionWorld.RefusalAsync(() => _world.ImportAsync(
                """{"deleteMissing":true,"collections":[{"name":"posts","fields":[{"type":"relation","name":"r","id":"r1","collectionId":"target"}]}]}""")),
            StringComparison.Ordinal);
        Assert.NotNull(_world.Schema.Find("target"));
    }

    [Theory]
    [InlineData("""{"name":"bad","fields":[{"type":"text","name":"expand"}]}""")]
    [InlineData("""{"name":"bad","fields":[{"type":"quaternion","name":"q"}]}""")]
    [InlineData("""{"name":"bad","listRule":"missing = 1"}""")]
    [InlineData("""{"name":"bad","indexes":["create index i on bad (id) where no_such_function(id)"]}""")]
    [InlineData("""{"name":"bad","type":"view","viewQuery":"select id from missing"}""")]
    [InlineData("""{"name":"bad","type":"view","viewQuery":"select id from good union all select 1 union all select 1"}""")]
    [InlineData("""{"name":"good"}""")]
    [InlineData("""{"id":"fresh","name":"users"}""")]
    [InlineData("""{"id":"_pb_users_auth_","name":"users","type":"base"}""")]
    [InlineData("""{"name":"_otps","listRule":""}""")]
    [InlineData("""{"name":7}""")]
    public async Task One_bad_item_refuses_the_whole_import(string bad)
    {
        var before = _world.Schema.All.Select(CollectionRow.Of).ToList();
        Assert.Equal(
            "Invalid: Failed to import collections. | collections validation_collections_import_failure",
            await CollectionWorld.RefusalAsync(() => _world.ImportAsync($$"""{"collections":[{"name":"good"},{{bad}}]}""")));
        Assert.Equal(before, _world.Schema.All.Select(CollectionRow.Of));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"collections":[]}""")]
    [InlineData("""{"collections":null}""")]
    public async Task Nothing_to_import_is_an_error(string body) => Assert.Equal(
        "Invalid: An error occurred while validating the submitted data. | collections validation_required",
        await CollectionWorld.RefusalAsync(() => _world.ImportAsync(body)));

    [Theory]
    [InlineData("""{"collections":{}}""")]
    [InlineData("""{"collections":[1]}""")]
    [InlineData("""{"collections":[{"name":"a"}],"deleteMissing":"yes"}""")]
    public async Task A_body_of_the_wrong_shape_is_an_error(string body) => Assert.Equal(
        "Invalid: Failed to load the submitted data due to invalid formatting.",
        await CollectionWorld.RefusalAsync(() => _world.ImportAsync(body)));

    [Fact]
    public async Task Secrets_survive_an_import_that_can_not_know_them()
    {
        var before = _world.Schema.Require("users").Auth!.AuthToken;
        await _world.ImportAsync("""{"collections":[{"name":"users","authToken":{"duration":60}}]}""");
        Assert.Equal(before with { DurationSeconds = 60 }, _world.Schema.Require("users").Auth!.AuthToken);
    }
}
