using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Collections and records to test with: a column of every kind.</summary>
internal static class Sample
{
    internal static readonly Collection Authors = new()
    {
        Id = "pbc_authors",
        Name = CollectionName.Parse("authors"),
        Fields = [Id(), new TextField { Id = "text_name", Name = "name" }],
    };

    internal static readonly Collection Posts = new()
    {
        Id = "pbc_posts",
        Name = CollectionName.Parse("posts"),
        Fields =
        [
            Id(),
            new TextField { Id = "text_title", Name = "title" },
            new NumberField { Id = "number_views", Name = "views" },
            new BoolField { Id = "bool_published", Name = "published" },
            new DateField { Id = "date_day", Name = "day" },
            new SelectField { Id = "select_tags", Name = "tags", Values = ["a", "b", "c"], MaxSelect = 3 },
            new RelationField { Id = "relation_author", Name = "author", CollectionId = "pbc_authors", MaxSelect = 1 },
            new JsonField { Id = "json_data", Name = "data" },
            new GeoPointField { Id = "geo_place", Name = "place" },
        ],
        Indexes = [Index("idx_posts_title", "CREATE UNIQUE INDEX `idx_posts_title` ON `posts` (`title`, `day`) WHERE `title` != ''")],
    };

    /// <summary>A view whose only field is the id.</summary>
    internal static Collection View(string name, string select) => new()
    {
        Id = "pbc_" + name,
        Name = CollectionName.Parse(name),
        Type = CollectionType.View,
        Fields = [Id()],
        ViewQuery = select,
    };

    internal static TextField Id() => new()
    {
        Id = "text3208210256", Name = "id", System = true, Required = true, PrimaryKey = true, Min = 15, Max = 15, Pattern = "^[a-z0-9]+$",
    };

    internal static CollectionIndex Index(string name, string text)
    {
        Assert.True(IndexText.TryParse(text, out var index), text);
        Assert.Equal(name, index.Name);
        return index;
    }

    internal static Record Post(Collection posts, string id, string title = "", double views = 0)
    {
        var record = new Record(posts) { Id = id };
        record["title"] = Value.Text(title);
        record["views"] = Value.Number(views);
        return record;
    }
}
