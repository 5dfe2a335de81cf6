using System.Collections.Immutable;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Tests.Shared;

/// <summary>
/// A small fixed world for filters and rules: the collections of the examples in the protocol's filters page, with rows at the edges
/// (empty lists, dangling ids, no JSON, wildcards, quotes, letters beyond ASCII). Ids are short, so that a case can name them.
/// </summary>
public static class FilterWorld
{
    /// <summary>What the clock shows: a Sunday.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 3, 15, 12, 30, 45, 678, TimeSpan.Zero);

    public static SchemaSnapshot Schema { get; } = new(1,
    [
        Auth("users", "", Text("name"), Select("role", 1, "mod", "admin", "editor"), Select("roles", 3, "mod", "admin", "staff"), Number("level"),
            Relation("team", "teams", 1), Json("profile"), Text("secret") with { Hidden = true }),
        Auth("staff", null, Text("name")),
        Base("teams", "public = true", Text("name"), Bool("public"), Relation("lead", "users", 1)),
        Base("vaults", null, Text("code")),
        Base("posts", "", Text("title"), Select("status", 1, "draft", "live", "hidden"), Select("tags", 4, "news", "tech", "pb_a", "pb_b"),
            Relation("author", "users", 1), Relation("editors", "users", 9), Number("views"), Bool("live"), Date("published"), Json("meta"),
            Geo("place"), File("docs", 9), File("cover", 1), Text("code"), Relation("team", "teams", 1), Relation("vault", "vaults", 1),
            Text("note") with { Hidden = true }, Relation("related", "posts", 9), Email("contact"), Autodate("created")),
        Base("comments", "", Relation("post", "posts", 1), Relation("author", "users", 1), Text("text"), Number("likes"), Autodate("created")),
        Base("settings", "", Relation("post", "posts", 1), Text("theme")) with { Indexes = [UniqueOn("settings", "post")] },
        Base("members", "", Relation("user", "users", 1), Relation("post", "posts", 1), Number("level")),
    ]);

    /// <summary>In order of insertion: for each collection, by id.</summary>
    public static ImmutableArray<Basalt.Records.Record> Records { get; } = [.. Users(), .. Teams(), .. Posts(), .. Comments(), .. Others()];

    public static Collection Collection(string name) => Schema.Require(name);

    public static Basalt.Records.Record Record(string id) => Records.First(r => r.Id == id);

    public static IEnumerable<Basalt.Records.Record> RecordsOf(string collection) => Records.Where(r => r.Collection.Name.ToString() == collection);

    private static IEnumerable<Basalt.Records.Record> Users() =>
    [
        Row("users", "u1", ("email", T("ana@x.com")), ("emailVisibility", B(true)), ("verified", B(true)), ("name", T("Ana")), ("role", T("mod")),
            ("roles", L("mod", "staff")), ("level", N(10)), ("team", T("t1")), ("profile", J("""{"a":1,"tags":["x","y"]}""")), ("secret", T("top"))),
        Row("users", "u2", ("email", T("bob@x.com")), ("name", T("Bob"))),
        Row("users", "u3", ("emailVisibility", B(true)), ("verified", B(true)), ("name", T("ana")), ("role", T("admin")), ("roles", L("admin")),
            ("level", N(5.5)), ("team", T("t2")), ("profile", J("""{"a":"1"}"""))),
        Row("users", "u4", ("email", T("eva@y.com")), ("emailVisibility", B(true)), ("name", T("Éva")), ("role", T("editor")), ("roles", L("mod")),
            ("level", N(-3)), ("team", T("t9"))),
        Row("staff", "x1", ("email", T("sam@x.com")), ("name", T("Sam"))),
    ];

    private static IEnumerable<Basalt.Records.Record> Teams() =>
    [
        Row("teams", "t1", ("name", T("Red")), ("public", B(true)), ("lead", T("u1"))),
        Row("teams", "t2", ("name", T("Blue")), ("lead", T("u2"))),
        Row("teams", "t3", ("name", T("Green")), ("public", B(true))),
        Row("vaults", "v1", ("code", T("s3cret"))),
        Row("vaults", "v2"),
    ];

    private static IEnumerable<Basalt.Records.Record> Posts() =>
    [
        Row("posts", "p1", ("title", T("Go 50% faster")), ("status", T("live")), ("tags", L("news", "tech")), ("author", T("u1")), ("editors", L("u1", "u2")),
            ("views", N(10)), ("live", B(true)), ("published", T("2026-01-10 08:00:00.000Z")),
            ("meta", J("""{"score":5,"flag":true,"items":[{"sku":"A1"},{"sku":"B2"}],"s":"x"}""")), ("place", P(23.3, 42.7)), ("docs", L("a.txt", "b.png")),
            ("cover", T("c.png")), ("code", T("k1")), ("team", T("t1")), ("vault", T("v1")), ("note", T("n1")), ("related", L("p2")), ("contact", T("c@x.com"))),
        Row("posts", "p2", ("title", T("hello")), ("status", T("draft"))),
        Row("posts", "p3", ("title", T("Hello")), ("status", T("live")), ("tags", L("news")), ("author", T("u2")), ("editors", L("u1")), ("views", N(20)),
            ("live", B(true)), ("published", T("2026-03-15 10:00:00.000Z")), ("meta", J("{}")), ("place", P(-73.9, 40.7)), ("docs", L("x.pdf")),
            ("cover", T("e.png")), ("code", T("a_b")), ("team", T("t2")), ("vault", T("v2")), ("note", T("n3")), ("related", L("p1", "p9"))),
        Row("posts", "p4", ("title", T("a_b")), ("status", T("hidden")), ("tags", L("pb_a", "pb_b")), ("author", T("u9")), ("editors", L("u3", "u9")),
            ("views", N(15.5)), ("published", T("2026-04-01 00:00:00.000Z")),
            ("meta", J("""{ "score": "5", "flag": null, "deep": { "a": [1, 2, [3]] }, "n": 1.0 }""")), ("place", P(23.4, 42.8)),
            ("docs", L("a.txt", "b.txt", "c.txt")), ("code", T("axb")), ("team", T("t3")), ("related", L("p4"))),
        Row("posts", "p5", ("title", T(@"50\% sure")), ("tags", L("tech")), ("author", T("u3")), ("editors", L("u1", "u3")), ("views", N(-5)), ("live", B(true)),
            ("published", T("2026-01-31 23:59:59.999Z")), ("meta", J("\"x\"")), ("place", P(0, 90)), ("code", T("10")), ("team", T("t1"))),
        Row("posts", "p6", ("title", T("ÀÉ ☃ 😀")), ("status", T("live")), ("tags", L("news", "pb_a")), ("author", T("u4")), ("editors", L("u4")), ("views", N(1_000_000)),
            ("published", T("2026-02-28 12:00:00.000Z")), ("meta", J("[1, 2, 3]")), ("place", P(180, -90)), ("code", T("K1"))),
        Row("posts", "p7", ("status", T("draft")), ("tags", L("tech", "news")), ("author", T("u1")), ("editors", L("u2", "u1")), ("views", N(3)), ("live", B(true)),
            ("published", T("2025-12-31 23:59:59.999Z")), ("meta", J("""{"score":3,"flag":false,"s":""}""")), ("place", P(23.3, 42.7)), ("code", T("it's")),
            ("team", T("t9"))),
        Row("posts", "p8", ("title", T("10")), ("status", T("live")), ("author", T("u1")), ("editors", L("u9")), ("views", N(1)),
            ("published", T("2026-03-14 12:30:45.678Z")), ("meta", J("7")), ("place", P(-0.5, 51.5)), ("docs", L("d.txt")), ("code", T("say \"hi\"")),
            ("team", T("t2"))),
    ];

    private static IEnumerable<Basalt.Records.Record> Comments() =>
    [
        Comment("c1", "p1", "u2", "Nice", 3, "2026-01-11"),
        Comment("c2", "p1", "u1", "thanks", 0, "2026-02-01"),
        Comment("c3", "p3", "u2", "", 5, "2025-12-01"),
        Comment("c4", "p3", "u9", "draft", 1, "2026-02-02"),
        Comment("c5", "p5", "", "old", 2, "2025-06-01"),
        Comment("c6", "", "u1", "orphan", 9, "2026-01-01"),
        Comment("c7", "p6", "u2", "Bob was here", 7, "2026-03-01"),
    ];

    private static IEnumerable<Basalt.Records.Record> Others() =>
    [
        Row("settings", "s1", ("post", T("p1")), ("theme", T("dark"))),
        Row("settings", "s2", ("post", T("p2")), ("theme", T("light"))),
        Row("settings", "s3", ("post", T("p7")), ("theme", T("dark"))),
        Row("settings", "s4", ("post", T("p9")), ("theme", T("dark"))),
        Row("members", "m1", ("user", T("u1")), ("post", T("p1")), ("level", N(1))),
        Row("members", "m2", ("user", T("u1")), ("post", T("p3")), ("level", N(2))),
        Row("members", "m3", ("user", T("u2")), ("post", T("p2")), ("level", N(3))),
    ];

    private static Basalt.Records.Record Comment(string id, string post, string author, string text, double likes, string day) =>
        Row("comments", id, ("post", T(post)), ("author", T(author)), ("text", T(text)), ("likes", N(likes)), ("created", T(day + " 00:00:00.000Z")));

    private static Basalt.Records.Record Row(string collection, string id, params (string Field, Value Value)[] values)
    {
        var record = new Basalt.Records.Record(Collection(collection)) { Id = id };
        foreach (var (field, value) in values) record[field] = value;
        if (collection == "posts") record["created"] = T($"2026-01-0{id[1]} 00:00:00.000Z");
        if (record.Collection.IsAuth) record["tokenKey"] = T("key of " + id);
        return record;
    }

    private static Collection Base(string name, string? listRule, params Field[] fields) => new()
    {
        Id = "pbc_" + name,
        Name = CollectionName.Parse(name),
        Fields = [Id(), .. fields],
        Rules = new RuleSet { List = listRule },
    };

    private static Collection Auth(string name, string? listRule, params Field[] fields) => Base(
        name,
        listRule,
        [
            new PasswordField { Id = "password", Name = "password", System = true, Hidden = true },
            Text("tokenKey") with { System = true, Hidden = true },
            Email("email") with { System = true },
            Bool("emailVisibility") with { System = true },
            Bool("verified") with { System = true },
            .. fields,
        ]) with { Type = CollectionType.Auth, Auth = new AuthOptions() };

    private static CollectionIndex UniqueOn(string collection, string field) =>
        new() { Name = $"idx_{collection}_{field}", Unique = true, Table = collection, Columns = [new IndexColumn(field)] };

    private static TextField Id() => Text("id") with { System = true, Required = true, PrimaryKey = true };

    private static TextField Text(string name) => new() { Id = name, Name = name };

    private static NumberField Number(string name) => new() { Id = name, Name = name };

    private static BoolField Bool(string name) => new() { Id = name, Name = name };

    private static DateField Date(string name) => new() { Id = name, Name = name };

    private static AutodateField Autodate(string name) => new() { Id = name, Name = name, OnCreate = true };

    private static JsonField Json(string name) => new() { Id = name, Name = name };

    private static GeoPointField Geo(string name) => new() { Id = name, Name = name };

    private static EmailField Email(string name) => new() { Id = name, Name = name };

    private static SelectField Select(string name, int most, params string[] values) => new() { Id = name, Name = name, MaxSelect = most, Values = [.. values] };

    private static FileField File(string name, int most) => new() { Id = name, Name = name, MaxSelect = most };

    private static RelationField Relation(string name, string target, int most) => new() { Id = name, Name = name, MaxSelect = most, CollectionId = "pbc_" + target };

    private static Value T(string text) => Value.Text(text);

    private static Value N(double number) => Value.Number(number);

    private static Value B(bool value) => Value.Bool(value);

    private static Value L(params string[] items) => Value.List(items);

    private static Value J(string json) => Value.Json(json);

    private static Value P(double lon, double lat) => Value.Geo(new GeoPoint(lon, lat));
}
