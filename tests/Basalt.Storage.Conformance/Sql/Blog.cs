using System.Collections.Immutable;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Sql;

/// <summary>A small schema whose SQL is short enough to be read.</summary>
internal static class Blog
{
    public static Collection Users { get; } = Make("users", [Text("name"), Text("email")], Index("name"), Index("email") with { Where = "email != ''" });

    public static Collection Posts { get; } = Make(
        "posts",
        [
            Text("title"), new BoolField { Id = "f_live", Name = "live" }, new NumberField { Id = "f_views", Name = "views" },
            new AutodateField { Id = "f_created", Name = "created" }, new RelationField { Id = "f_author", Name = "author", CollectionId = "c_users", MaxSelect = 1 },
            new RelationField { Id = "f_editors", Name = "editors", CollectionId = "c_users", MaxSelect = 9 },
            new SelectField { Id = "f_tags", Name = "tags", MaxSelect = 9, Values = ["a", "b"] }, new JsonField { Id = "f_meta", Name = "meta" },
        ],
        Index("title", "NOCASE"), Index("created"), Index("author"));

    public static Collection Comments { get; } = Make(
        "comments",
        [
            new RelationField { Id = "f_post", Name = "post", CollectionId = "c_posts", MaxSelect = 1 },
            new RelationField { Id = "f_by", Name = "by", CollectionId = "c_users", MaxSelect = 1 }, Text("text"),
        ],
        Index("post"), Index("by"));

    public static Collection Feed { get; } = Make("feed", [Text("title")]) with { Type = CollectionType.View, ViewQuery = "SELECT id, title FROM posts" };

    public static SchemaSnapshot Schema { get; } = new(1, [Users, Posts, Comments, Feed]);

    public static QueryShape Shape(
        Collection collection, string? filter = null, string? sort = null, RowSelector? rows = null, string[]? columns = null, bool isCandidate = false)
    {
        var query = RuleBinder.Bind(Schema, collection, new RuleTexts(null, filter, sort, IsSuperuser: true));
        return new QueryShape
        {
            Query = query,
            Parameters = ParameterValues.Resolve(query, new RuleRequest(), new FakeTimeProvider()).Classes,
            Columns = columns is null ? [collection.IdOrdinal] : [.. columns.Select(collection.OrdinalOf)],
            Rows = rows ?? RowSelector.All.Instance,
            VirtualRoot = isCandidate,
        };
    }

    public static SqlPlan Plan(
        Collection collection, string? filter = null, string? sort = null, RowSelector? rows = null, string[]? columns = null, bool isCandidate = false) =>
        new SqlPlanner(SqliteDialect.Instance).Compile(Shape(collection, filter, sort, rows, columns, isCandidate));

    private static TextField Text(string name) => new() { Id = "f_" + name, Name = name };

    private static CollectionIndex Index(string column, string collation = "") =>
        new() { Name = "idx_" + column, Table = "", Columns = [new IndexColumn(column, Collation: collation)] };

    private static Collection Make(string name, ImmutableArray<Field> fields, params ImmutableArray<CollectionIndex> indexes) => new()
    {
        Id = "c_" + name,
        Name = CollectionName.Parse(name),
        Fields = [Text("id") with { PrimaryKey = true, Required = true }, .. fields],
        Indexes = indexes,
        Rules = new RuleSet { List = "" },
    };
}
