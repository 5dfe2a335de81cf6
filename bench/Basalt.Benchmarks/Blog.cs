using System.Collections.Immutable;
using System.Globalization;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Benchmarks;

/// <summary>The posts of bench/load in a temporary directory: what every benchmark here reads.</summary>
internal sealed class Blog : IAsyncDisposable
{
    private readonly string _path;
    private readonly OpenedDirectory _opened;

    private Blog(string path, OpenedDirectory opened)
    {
        _path = path;
        _opened = opened;
    }

    public static Collection PostsDefinition { get; } = new()
    {
        Id = "benchposts00001",
        Name = CollectionName.Parse("posts"),
        Rules = RuleSet.Locked with { List = "", View = "" },
        Fields =
        [
            new TextField { Id = "text_id", Name = "id", System = true, Required = true, PrimaryKey = true, Min = 15, Max = 15, Pattern = "^[a-z0-9]+$" },
            new TextField { Id = "text_title", Name = "title" },
            new TextField { Id = "text_body", Name = "body" },
            new NumberField { Id = "number_views", Name = "views" },
            new BoolField { Id = "bool_published", Name = "published" },
            new TextField { Id = "text_author", Name = "author" },
            new AutodateField { Id = "date_created", Name = "created", OnCreate = true },
        ],
    };

    public IStorageEngine Engine => _opened.Engine;

    public Collection Posts => Engine.Schema.Require("posts");

    public static async Task<Blog> OpenAsync(int posts)
    {
        var path = Directory.CreateTempSubdirectory("basalt-bench-").FullName;
        var opened = new SqliteDataDirectory(path, TimeProvider.System, NullLogger.Instance).Open(() => DefaultCollections.Create(TimeProvider.System));
        var blog = new Blog(path, opened);
        var schema = blog.Engine.Schema;
        ImmutableArray<CollectionStep> steps = [new CollectionStep(null, PostsDefinition)];
        var change = new SchemaChange(new SchemaSnapshot(schema.Version + 1, [.. schema.All, PostsDefinition]), steps);
        await blog.WriteAsync(transaction => transaction.ChangeSchemaAsync(change, CancellationToken.None));
        await blog.WriteAsync(async transaction =>
        {
            for (var i = 0; i < posts; i++) await transaction.InsertAsync(blog.Post(i), CancellationToken.None);
        });
        return blog;
    }

    public Record Post(int number)
    {
        var record = new Record(Posts) { Id = number.ToString("d15", CultureInfo.InvariantCulture) };
        record["title"] = Value.Text(string.Create(CultureInfo.InvariantCulture, $"Post number {number}"));
        record["body"] = Value.Text(string.Concat(Enumerable.Repeat("river stone basalt column ", 8)));
        record["views"] = Value.Number(number);
        record["published"] = Value.Bool(number % 10 < 7);
        record["author"] = Value.Text("author000000042");
        record["created"] = Value.Text("2026-03-01 10:00:00.000Z");
        return record;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_path, recursive: true);
    }

    private ValueTask<bool> WriteAsync(Func<IStorageTransaction, ValueTask> work) => Engine.WriteAsync(
        Engine.Schema,
        async transaction =>
        {
            await work(transaction);
            return true;
        },
        CancellationToken.None);
}
