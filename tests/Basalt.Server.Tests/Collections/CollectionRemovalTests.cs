using Basalt.Records;
using Basalt.Schema;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Collections;

public sealed class CollectionRemovalTests : IAsyncDisposable
{
    private readonly CollectionWorld _world = CollectionWorld.Open();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_collection_goes_with_its_records()
    {
        await _world.CreateAsync("""{"name":"posts","fields":[{"type":"text","name":"title"}]}""");
        await _world.InsertAsync("posts", """{"title":"one"}""");
        await _world.DeleteAsync("posts");
        Assert.Null(_world.Schema.Find("posts"));
        await _world.CreateAsync("""{"name":"posts"}""");
        Assert.Empty(await _world.RecordsAsync("posts"));
    }

    [Fact]
    public async Task A_collection_that_others_point_to_stays()
    {
        var posts = await _world.CreateAsync("""{"name":"posts"}""");
        await _world.CreateAsync($$"""{"name":"notes","fields":[{"type":"relation","name":"p","collectionId":"{{posts.Id}}"}]}""");
        await _world.CreateAsync($$"""{"name":"likes","fields":[{"type":"relation","name":"p","collectionId":"{{posts.Id}}"}]}""");
        Assert.Equal(
            "Invalid: Failed to delete collection probably due to existing reference in notes, likes.",
            await CollectionWorld.RefusalAsync(() => _world.DeleteAsync("posts")));
        await _world.DeleteAsync("notes");
        await _world.DeleteAsync("likes");
        await _world.DeleteAsync("posts");
    }

    [Fact]
    public async Task A_collection_may_point_to_itself()
    {
        var tree = await _world.CreateAsync("""{"name":"tree"}""");
        await _world.UpdateAsync("tree", $$"""{"fields":[{"type":"relation","name":"parent","collectionId":"{{tree.Id}}","maxSelect":1}]}""");
        await _world.DeleteAsync("tree");
    }

    [Fact]
    public async Task A_collection_that_a_view_reads_stays_even_through_another_view()
    {
        await _world.CreateAsync("""{"name":"posts","fields":[{"type":"text","name":"title"}]}""");
        await _world.CreateAsync("""{"name":"first","type":"view","viewQuery":"select id, title from posts"}""");
        await _world.CreateAsync("""{"name":"second","type":"view","viewQuery":"select id, title from first"}""");
        Assert.Contains("reference in first", await CollectionWorld.RefusalAsync(() => _world.DeleteAsync("posts")), StringComparison.Ordinal);
        Assert.Contains("reference in second", await CollectionWorld.RefusalAsync(() => _world.DeleteAsync("first")), StringComparison.Ordinal);
        await _world.DeleteAsync("second");
        await _world.DeleteAsync("first");
        await _world.DeleteAsync("posts");
    }

    [Theory]
    [InlineData("_superusers")]
    [InlineData("_otps")]
    public async Task A_system_collection_stays(string name) => Assert.StartsWith(
        "Invalid: Failed to delete collection", await CollectionWorld.RefusalAsync(() => _world.DeleteAsync(name)), StringComparison.Ordinal);

    [Fact]
    public async Task Sessions_codes_and_links_of_accounts_go_with_their_collection()
    {
        var members = await _world.CreateAsync("""{"name":"members","type":"auth"}""");
        await AddRowsAsync(members.Id);
        await AddRowsAsync(DefaultCollections.UsersId);
        await _world.DeleteAsync("members");
        foreach (var name in new[] { "_mfas", "_otps", "_externalAuths", "_authOrigins" })
        {
            Assert.Equal($"\"{DefaultCollections.UsersId}\"", await _world.ColumnAsync(name, "collectionRef"));
        }
    }

    [Fact]
    public async Task Truncating_takes_what_must_go_along()
    {
        var posts = await _world.CreateAsync("""{"name":"posts"}""");
        await _world.CreateAsync($$"""{"name":"notes","fields":[{"type":"relation","name":"p","collectionId":"{{posts.Id}}","cascadeDelete":true,"required":true}]}""");
        await _world.CreateAsync($$"""{"name":"likes","fields":[{"type":"relation","name":"p","collectionId":"{{posts.Id}}"}]}""");
        var id = await _world.InsertAsync("posts", "{}");
        await _world.InsertAsync("notes", $$"""{"p":"{{id}}"}""");
        await _world.InsertAsync("likes", $$"""{"p":"{{id}}"}""");
        await _world.TruncateAsync("posts");
        Assert.Empty(await _world.RecordsAsync("posts"));
        Assert.Empty(await _world.RecordsAsync("notes"));
        Assert.Equal("\"\"", await _world.ColumnAsync("likes", "p"));
    }

    [Fact]
    public async Task Truncating_is_refused_whole_when_one_record_is_needed()
    {
        var posts = await _world.CreateAsync("""{"name":"posts"}""");
        await _world.CreateAsync($$"""{"name":"notes","fields":[{"type":"relation","name":"p","collectionId":"{{posts.Id}}","required":true}]}""");
        await _world.InsertAsync("posts", "{}");
        var needed = await _world.InsertAsync("posts", "{}");
        await _world.InsertAsync("notes", $$"""{"p":"{{needed}}"}""");
        Assert.Equal(
            "Invalid: Failed to truncate collection (most likely due to required cascade delete record references).",
            await CollectionWorld.RefusalAsync(() => _world.TruncateAsync("posts")));
        Assert.Equal(2, (await _world.RecordsAsync("posts")).Length);
    }

    [Fact]
    public async Task A_view_has_no_records_to_truncate()
    {
        await _world.CreateAsync("""{"name":"one","type":"view","viewQuery":"select 1 as id"}""");
        Assert.Equal(
            "Invalid: View collections cannot be truncated since they don't store their own records.",
            await CollectionWorld.RefusalAsync(() => _world.TruncateAsync("one")));
    }

    private ValueTask<bool> AddRowsAsync(string collectionId) => _world.TransactAsync(async session =>
    {
        foreach (var name in new[] { "_mfas", "_otps", "_externalAuths", "_authOrigins" })
        {
            var row = new Record(session.Schema.Require(name)) { ["collectionRef"] = Value.Text(collectionId), ["recordRef"] = Value.Text("somebody") };
            await session.InsertAsync(row, TestContext.Current.CancellationToken);
        }

        return true;
    });
}
