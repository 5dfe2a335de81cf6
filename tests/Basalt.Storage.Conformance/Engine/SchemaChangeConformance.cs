using System.Collections;
using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Conformance.Engine;

public abstract class SchemaChangeConformance : EngineTests
{
    public static TheoryData<string, Func<Collection, Collection>, string, Value> Changes => new()
    {
        { "a field is renamed", c => Rename(c, ("title", "headline")), "headline", Value.Text("hello") },
        { "a field is renamed in case only", c => Rename(c, ("title", "Title")), "Title", Value.Text("hello") },
        { "two fields trade names", c => Rename(c, ("views", "published"), ("published", "views")), "published", Value.Number(7) },
        { "three fields take each other's names", c => Rename(c, ("title", "author"), ("author", "day"), ("day", "title")), "author", Value.Text("hello") },
        { "a name is taken over from a removed field", c => Rename(Without(c, "day"), ("title", "day")), "day", Value.Text("hello") },
        { "a field is removed", c => Without(c, "views"), "title", Value.Text("hello") },
        { "a text is added", c => With(c, new TextField { Id = "new", Name = "extra" }), "extra", Value.EmptyText },
        { "a number is added", c => With(c, new NumberField { Id = "new", Name = "extra" }), "extra", Value.Number(0) },
        { "a bool is added", c => With(c, new BoolField { Id = "new", Name = "extra" }), "extra", Value.Bool(false) },
        { "a list is added", c => With(c, new FileField { Id = "new", Name = "extra", MaxSelect = 2 }), "extra", Value.EmptyList },
        { "json is added", c => With(c, new JsonField { Id = "new", Name = "extra" }), "extra", Value.Null },
        { "a point is added", c => With(c, new GeoPointField { Id = "new", Name = "extra" }), "extra", Value.Geo(GeoPoint.Zero) },
        { "a name comes back with a new field", c => With(Without(c, "title"), new TextField { Id = "new", Name = "title" }), "title", Value.EmptyText },
        { "a single value becomes a list", c => Multiple(c, "author", 5), "author", Value.List(["author000000001"]) },
        { "a list becomes a single value, its last", c => Multiple(c, "tags", 1), "tags", Value.Text("b") },
        { "a list becomes single under a new name", c => Rename(Multiple(c, "tags", 1), ("tags", "tag")), "tag", Value.Text("b") },
        { "fields are put in another order", c => c with { Fields = [.. c.Fields.Reverse()] }, "title", Value.Text("hello") },
        { "the collection is renamed", c => c with { Name = CollectionName.Parse("articles") }, "title", Value.Text("hello") },
        { "the collection is renamed in case only", c => c with { Name = CollectionName.Parse("POSTS") }, "title", Value.Text("hello") },
    };

    [Theory, MemberData(nameof(Changes))]
    public async Task Data_stays_when(string what, Func<Collection, Collection> change, string field, Value expected)
    {
        var post = Sample.Post(Posts, "post00000000001", "hello", 7);
        post["tags"] = Value.List(["a", "b"]);
        post["author"] = Value.Text("author000000001");
        await Engine.InsertAsync(post);
        var changed = change(Posts) with { Indexes = [] };

        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, changed)]);

        var record = Assert.Single(await Engine.ListAsync(changed.Name.ToString()));
        Assert.Equal((what, expected), (what, record[field]));
        Assert.Equal("post00000000001", record.Id);
        await Engine.InsertAsync(new Record(changed) { Id = "post00000000002" }); // the new columns take writes
        await Under.ReopenAsync();
        var reopened = Engine.Schema.Require(changed.Name.ToString());
        Assert.Equal(changed.Fields.Select(f => (f.Id, f.Name, f.Column)), reopened.Fields.Select(f => (f.Id, f.Name, f.Column)));
        Assert.Equal(expected, (await Engine.ListAsync(changed.Name.ToString()))[0][field]);
    }

    public static TheoryData<string, string> Singles => new() { { "", "[]" }, { "a", """["a"]""" }, { "3", """["3"]""" }, { "a\"b", """["a\"b"]""" } };

    [Theory, MemberData(nameof(Singles))]
    public async Task A_single_value_becomes_a_list_of_it(string single, string list)
    {
        var post = Sample.Post(Posts, "post00000000001");
        post["author"] = Value.Text(single);
        await Engine.InsertAsync(post);

        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Multiple(Posts, "author", 2))]);

        var items = single.Length == 0 ? "[]" : list;
        Assert.Equal(items, Stored((await Engine.ListAsync("posts"))[0]["author"]));
    }

    [Fact]
    public async Task Two_collections_trade_names()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello"));
        var (posts, authors) = (Posts, Under.Authors);

        await Engine.ChangeAsync(_ =>
        [
            new CollectionStep(posts, posts with { Name = authors.Name }),
            new CollectionStep(authors, authors with { Name = posts.Name }),
        ]);

        Assert.Equal("hello", Assert.Single(await Engine.ListAsync("authors")).TextOf("title"));
        Assert.Empty(await Engine.ListAsync("posts"));
        await Under.ReopenAsync();
        Assert.Equal(posts.Id, Engine.Schema.Require("authors").Id);
    }

    [Fact]
    public async Task A_deleted_collection_takes_its_records_along_and_its_name_is_free()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
        var next = Posts with { Id = "pbc_next", Fields = [Sample.Id()], Indexes = [] };

        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, null), new CollectionStep(null, next)]);

        Assert.Empty(await Engine.ListAsync("posts"));
        await Under.ReopenAsync();
        Assert.Equal("pbc_next", Engine.Schema.Require("posts").Id);
    }

    [Fact]
    public async Task A_new_index_refuses_from_then_on_and_an_old_one_no_longer()
    {
        var post = Sample.Post(Posts, "post00000000001", "same", 5);
        var changed = Posts with { Indexes = [Sample.Index("idx_views", "create unique index idx_views on posts (views desc) where views > 0")] };
        await Engine.InsertAsync(post);

        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, changed)]);

        await Engine.InsertAsync(Sample.Post(Posts, "post00000000002", "same", 6));
        var refused = await Assert.ThrowsAsync<UniqueViolationException>(() => Engine.InsertAsync(Sample.Post(Posts, "post00000000003", "same", 5)));
        Assert.Equal(["views"], refused.Fields);
    }

    [Fact]
    public async Task An_index_over_an_expression_names_the_fields_in_it_when_it_refuses()
    {
        var changed = Posts with { Indexes = [Sample.Index("idx_lower", "CREATE UNIQUE INDEX idx_lower ON posts (lower(title), views)")] };
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, changed)]);
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "Same", 5));

        var refused = await Assert.ThrowsAsync<UniqueViolationException>(() => Engine.InsertAsync(Sample.Post(Posts, "post00000000002", "sAME", 5)));

        Assert.Equal(["title", "views"], refused.Fields);
    }

    public static TheoryData<string> Refused => new()
    {
        "CREATE UNIQUE INDEX idx_new ON posts (views)", // two records have the same
        "CREATE INDEX idx_new ON posts (nothing)",
        "CREATE INDEX idx_new ON posts (no_such_function(title))",
        "CREATE INDEX idx_new ON posts (title COLLATE nowhere)",
        "CREATE INDEX idx_authors ON posts (views)", // the name is taken
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task A_refused_index_says_which_it_is_and_nothing_remains_of_the_change(string text)
    {
        await Engine.ChangeAsync(_ => [new CollectionStep(Under.Authors, Under.Authors with { Indexes = [Sample.Index("idx_authors", "CREATE INDEX idx_authors ON authors (name)")] })]);
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "a"), Sample.Post(Posts, "post00000000002", "b"));
        Assert.True(IndexText.TryParse(text, out var index));
        var (before, version) = (Posts, Engine.Schema.Version);
        var changed = With(before, new TextField { Id = "new", Name = "extra" }) with { Indexes = [.. before.Indexes, index] };

        var refused = await Assert.ThrowsAsync<IndexRefusedException>(() => Engine.ChangeAsync(_ => [new CollectionStep(before, changed)]));

        Assert.Equal((before.Id, 1), (refused.CollectionId, refused.Position));
        Assert.Equal(version, Engine.Schema.Version);
        Assert.Same(before, Posts);
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000003", "c"));
        Assert.Equal(3, await Engine.CountAsync("posts"));
    }

    [Fact]
    public async Task An_index_text_with_the_old_name_of_a_renamed_field_is_refused()
    {
        var changed = Rename(Posts, ("title", "headline")); // its index still says title

        var refused = await Assert.ThrowsAsync<IndexRefusedException>(() => Engine.ChangeAsync(_ => [new CollectionStep(Posts, changed)]));

        Assert.Equal(0, refused.Position);
    }

    [Fact]
    public async Task A_view_shows_its_tables_and_survives_their_changes()
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello"));
        await Engine.ChangeAsync(_ => [new CollectionStep(null, Titles("SELECT id, title FROM posts -- all of them"))]);
        await Engine.ChangeAsync(_ => [new CollectionStep(null, Sample.View("second", "select id from titles;"))]);

        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, With(Posts, new TextField { Id = "new", Name = "extra" }))]);

        Assert.Equal("hello", Assert.Single(await Engine.ListAsync("titles")).TextOf("title"));
        Assert.Single(await Engine.ListAsync("second"));
        var titles = Engine.Schema.Require("titles");
        await Engine.ChangeAsync(_ => [new CollectionStep(titles, titles with { Name = CollectionName.Parse("headlines") })]);
        Assert.Single(await Engine.ListAsync("headlines"));
        await Under.ReopenAsync();
        Assert.Single(await Engine.ListAsync("headlines"));
    }

    public static TheoryData<string> ComputedIds => new()
    {
        "SELECT row_number() OVER () AS id, title FROM posts",
        "SELECT views AS id, title FROM posts",
        "SELECT id, title FROM (SELECT 1 AS id, title FROM posts) AS one",
    };

    [Theory, MemberData(nameof(ComputedIds))]
    public async Task The_id_of_a_view_is_a_text_whatever_it_is_made_of(string select)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello", 1));
        await Engine.ChangeAsync(_ => [new CollectionStep(null, Titles(select))]);

        Assert.Equal("hello", (await Engine.FindAsync("titles", "1"))?.TextOf("title"));
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, With(Posts, new TextField { Id = "new", Name = "extra" }))]);
        Assert.Equal("hello", (await Engine.FindAsync("titles", "1"))?.TextOf("title"));
    }

    public static TheoryData<string> BadViews => new()
    {
        "SELECT id FROM nowhere",
        "SELECT id FROM posts; DROP TABLE posts",
        "SELECT id FROM posts); DROP TABLE posts; --",
        "SELECT id FROM posts WHERE id = ?1",
        "DELETE FROM posts",
        "",
    };

    [Theory, MemberData(nameof(BadViews))]
    public async Task A_view_that_is_no_select_is_refused(string select)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));

        var refused = await Assert.ThrowsAsync<BasaltException>(() => Engine.ChangeAsync(_ => [new CollectionStep(null, Titles(select))]));

        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        Assert.Single(await Engine.ListAsync("posts"));
        Assert.Null(Engine.Schema.Find("titles"));
    }

    [Fact]
    public async Task A_change_can_be_used_by_the_work_that_made_it_and_vanishes_with_it()
    {
        var before = Engine.Schema;
        var change = Calls.ChangeOf(before, [new CollectionStep(Posts, With(Posts, new TextField { Id = "new", Name = "extra" }))]);

        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await Engine.WriteAsync<bool>(
            before,
            async transaction =>
            {
                await transaction.ChangeSchemaAsync(change, Ct);
                var posts = change.Next.Require("posts");
                await transaction.InsertAsync(Sample.Post(posts, "post00000000001"), Ct);
                Assert.Single(await transaction.ListAsync(change.Next, "posts"));
                await Assert.ThrowsAsync<SchemaChangedException>(() => transaction.ListAsync(before, "posts"));
                throw new InvalidTimeZoneException("undo");
            },
            Ct));

        Assert.Same(before, Engine.Schema);
        Assert.Empty(await Engine.ListAsync("posts"));
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001"));
    }

    [Fact]
    public async Task Work_that_was_bound_to_another_schema_is_not_run()
    {
        var old = Engine.Schema;
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, With(Posts, new TextField { Id = "new", Name = "extra" }))]);
        var ran = false;

        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Engine.WriteAsync(old, _ => ValueTask.FromResult(ran = true), Ct));

        Assert.False(ran);
    }

    public static TheoryData<string, Func<Collection, Collection>> BetweenBindingAndRunning => new()
    {
        { "a column is gone", c => Rename(c, ("title", "headline")) with { Indexes = [] } },
        { "the old columns are all there", c => With(c, new TextField { Id = "new", Name = "extra" }) },
        { "the collection is gone", c => c with { Name = CollectionName.Parse("articles") } },
    };

    [Theory, MemberData(nameof(BetweenBindingAndRunning))]
    public async Task A_query_on_its_way_while_the_schema_changes_gives_no_row(string what, Func<Collection, Collection> change)
    {
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello"));
        var (schema, posts) = (Engine.Schema, Posts);
        var rows = new Rows(posts);
        var keys = new LateKeys(["post00000000001"], () => Engine.ChangeAsync(_ => [new CollectionStep(posts, change(posts))]));
        var query = Calls.All(schema, posts, RowSelector.ByIds.Instance) with { Keys = keys };

        await Assert.ThrowsAsync<SchemaChangedException>(async () => await Engine.QueryAsync(query, rows, Ct));

        Assert.Equal((what, 0), (what, rows.Read.Count));
    }

    [Fact]
    public async Task Readers_never_see_half_a_schema_change()
    {
        const int changes = 20;
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "hello", Engine.Schema.Version));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(ReadUntilStoppedAsync, Ct)).ToList();

        for (var i = 0; i < changes; i++) await ChangeWithDataAsync(i);
        await stop.CancelAsync();
        var reads = await Task.WhenAll(readers);

        Assert.All(reads, count => Assert.True(count > 0));

        // The record holds the version of the schema it was written under, and its title's column has a name of that version.
        async Task ChangeWithDataAsync(int i)
        {
            var next = Rename(Posts, (Posts.Fields[1].Name, $"title{i}")) with { Indexes = [] };
            var change = Calls.ChangeOf(Engine.Schema, [new CollectionStep(Posts, next)]);
            await Engine.WriteAsync(
                Engine.Schema,
                async transaction =>
                {
                    await transaction.ChangeSchemaAsync(change, Ct);
                    var record = Assert.Single(await transaction.ListAsync(change.Next, "posts"));
                    record["views"] = Value.Number(change.Next.Version);
                    await transaction.UpdateAsync(record, new[] { next.OrdinalOf("views") }, Ct);
                    return true;
                },
                Ct);
        }

        async Task<int> ReadUntilStoppedAsync()
        {
            var count = 0;
            while (!stop.IsCancellationRequested || count == 0)
            {
                var schema = Engine.Schema;
                try
                {
                    var record = Assert.Single(await Engine.ListAsync(schema, "posts"));
                    Assert.Equal(schema.Version, record["views"].AsNumber());
                    Assert.Equal("hello", record[1].AsText());
                    count++;
                }
                catch (SchemaChangedException)
                {
                    // bind again, as every caller does
                }
            }

            return count;
        }
    }

    // Something happens just when the engine has begun the query and asks for its keys.
    private sealed class LateKeys(string[] keys, Func<Task> happens) : IReadOnlyList<string>
    {
        private bool _happened;

        public int Count
        {
            get
            {
                if (!_happened) Task.Run(happens).GetAwaiter().GetResult();
                _happened = true;
                return keys.Length;
            }
        }

        public string this[int index] => keys[index];

        public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)keys).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static Collection Titles(string select) => Sample.View("titles", select) with { Fields = [Sample.Id(), new TextField { Id = "t", Name = "title" }] };

    private static string Stored(Value list) => "[" + string.Join(",", list.AsList().Select(item => $"\"{item.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")) + "]";

    private static Collection Rename(Collection collection, params (string From, string To)[] renames)
    {
        var names = renames.ToDictionary(r => r.From, r => r.To, StringComparer.Ordinal);
        return collection with { Fields = [.. collection.Fields.Select(f => names.TryGetValue(f.Name, out var name) ? f with { Name = name } : f)] };
    }

    private static Collection Without(Collection collection, string field) =>
        collection with { Fields = [.. collection.Fields.Where(f => f.Name != field)] };

    private static Collection With(Collection collection, Field field) => collection with { Fields = collection.Fields.Add(field) };

    private static Collection Multiple(Collection collection, string field, int maxSelect) => collection with
    {
        Fields = collection.Fields.Select(f => f.Name != field ? f : f switch
        {
            SelectField select => select with { MaxSelect = maxSelect },
            RelationField relation => relation with { MaxSelect = maxSelect },
            _ => throw new ArgumentException("is never multiple", nameof(field)),
        }).ToImmutableArray(),
    };
}

public sealed class SqliteSchemaChanges : SchemaChangeConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
