using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Collections;

public sealed class ViewFieldsTests
{
    public static TheoryData<string, string> Inferred => new()
    {
        { "select id from posts", "id:text" },
        { "SELECT p.id, p.title AS name FROM posts p", "id:text name:text" },
        { "select id, title, views, author from posts", "id:text title:text views:number author:relation" },
        { "select `id`, \"title\", [views] from `posts`", "id:text title:text views:number" },
        { "select ID as id, TITLE as t from POSTS", "id:text t:text" },
        { "select posts.id, users.id as user from posts join users on users.id = posts.author", "id:text user:relation" },
        { "select id, secret from posts", "id:text secret:text!" },
        { "select id, secret as harmless from posts", "id:text harmless:text!" },
        { "select p.id, p.secret s from posts as p", "id:text s:text!" },
        { "select id, password, tokenKey as t from users", "id:text password:password! t:text!" },
        { "select posts.id, secret from users, posts", "id:text secret:json!" },
        { "select posts.id, views from users, posts", "id:text views:json" },
        { "select id, count(*) as n, count(distinct author) c from posts group by id", "id:text n:integer c:integer" },
        { "select id, total(views) as t, sum(views) as s, avg(views) as a from posts", "id:text t:number s:json a:json" },
        { "select id, count(*) over () as n, count(*) + 1 as m from posts", "id:text n:integer m:json" },
        {
            "select id, cast(a as real) as r, cast(b as decimal) as d, CAST(c AS numeric) n, cast(d as int) i, cast(e as integer) j from posts",
            "id:text r:number d:number n:number i:integer j:integer"
        },
        { "select id, cast(a as text) t, cast(b as bool) b, cast(c as boolean) c, cast(d as blob) x from posts", "id:text t:text b:bool c:bool x:json" },
        { "select (row_number() over ()) as id, title from posts", "id:text title:text" },
        { "select 1 as id", "id:text" },
        { "(select 1 as id)", "id:text" },
        { "select 'x' as id, null as nothing, 1.5 as number, -1 as minus", "id:text nothing:json number:json minus:json" },
        { "select id, (select title from posts) as t, missing as m from posts", "id:text t:json m:json" },
        { "select id, t.title from (select * from posts) t", "id:text title:json" },
        { "with posts as (select 1 as id, 2 as secret) select id, secret from posts", "id:text secret:json" },
        { "with recursive r(n) as (select 1 union all select n + 1 from r limit 3), x as (values (1)) select n as id from r", "id:text" },
        { "select id, title from posts union select id, body from notes", "id:text title:text" },
        { "select id, body as x from notes union all select id, secret from posts", "id:text x:text!" },
        { "select id, case when views > 1 then 'a' else 'b' end as kind, views is not null as seen from posts", "id:text kind:json seen:json" },
        { "select id, title is distinct from 'x' as odd from posts where views > 1 order by id limit 5", "id:text odd:json" },
        { "select id, coalesce(title, ',)') as t from posts -- the end", "id:text t:json" },
        { "select distinct main.posts.id, posts.title from main.posts left join notes n using (id), users u where 1", "id:text title:text" },
        { "select v.id, v.hush from viewed v", "id:text hush:text!" },
        { "select id, offset from posts", "id:text offset:json" },
    };

    /// <summary>What computes with password hashes or token keys is hidden, whatever it is called.</summary>
    public static TheoryData<string, string> Tainted => new()
    {
        { "select id, lower(password) as p from users", "id:text p:json!" },
        { "select id, (tokenKey) as p from users", "id:text p:json!" },
        { "select id, cast(tokenKey as text) as p from users", "id:text p:text!" },
        { "select id, substr(\"tokenKey\", 1, 1) as p, email from users", "id:text p:json! email:email" },
        { "select posts.id, password as p from posts, users", "id:text p:json!" },
        { "select posts.id, t.p from posts join (select id, password as p from users) t", "id:text p:json!" },
        { "with c as (select id, tokenKey as k from users) select p.id, k from posts p, c", "id:text k:json!" },
        { "select t.id from (select password as id from users) t", "" },
        { "with c(a, b) as (select * from users) select a as id, b as x from c", "" },
        { "select p.id, u.x from posts p, (select * from users) u", "id:text x:json!" },
        { "select u.id, u.x from (select * from users) u", "" },
        { "select id, count(password) as n from users", "id:text n:integer" },
        { "select id, email as p from users union select id, password from users", "" },
        { "select tokenKey as id from users", "" },
        { "select lower(tokenKey) as id from users", "" },
        { "select secret as id from posts", "" },
        { "select id, lower(hush) as h from viewed", "id:text h:json!" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "", "empty" },
        { "()", "empty" },
        { "select * from posts", "* is not allowed" },
        { "select p.* from posts p", "* is not allowed" },
        { "select id, * from posts", "* is not allowed" },
        { "select title from posts", "named id" },
        { "select id, title, title from posts", "twice" },
        { "select id, TITLE, title from posts", "twice" },
        { "select id, lower(title) from posts", "needs a name" },
        { "select id, title as expand from posts", "can't be the name" },
        { "select id, title as a_via_b from posts", "can't be the name" },
        { "select id, title as \"two words\" from posts", "can't be the name" },
        { "select id from posts; select 1", "single statement" },
        { "select id from posts; drop table posts", "single statement" },
        { "update posts set title = ''", "must be a SELECT" },
        { "values (1)", "must be a SELECT" },
        { "CREATE TABLE t1(x INT)", "must be a SELECT" },
        { "pragma table_info(posts)", "must be a SELECT" },
        { "select 1 as id) union select (2", "parentheses" },
        { "select id from (select 1 as id", "parentheses" },
        { "select 'open as id", "does not end" },
        { "select id /* open", "does not end" },
        { "with x as select 1 as id", "WITH" },
        { "select id, title from posts union select id from notes", "different numbers" },
        { "select id, from posts", "a column is missing" },
    };

    private static readonly SchemaSnapshot Schema = new(
        1,
        [
            Make(CollectionType.Auth, "users"),
            Make(
                CollectionType.Base,
                "posts",
                new TextField { Id = "t1", Name = "title", Max = 7 },
                new NumberField { Id = "n1", Name = "views" },
                new TextField { Id = "s1", Name = "secret", Hidden = true },
                new RelationField { Id = "r1", Name = "author", CollectionId = "users", MaxSelect = 1 }),
            Make(CollectionType.Base, "notes", new TextField { Id = "b1", Name = "body" }),
            new Collection
            {
                Id = "viewed",
                Name = CollectionName.Parse("viewed"),
                Type = CollectionType.View,
                Fields = [new TextField { Id = "v1", Name = "id" }, new TextField { Id = "v2", Name = "hush", Hidden = true }],
                ViewQuery = "select id, tokenKey as hush from users",
            },
        ]);

    [Theory, MemberData(nameof(Inferred))]
    public void A_column_has_the_type_that_its_expression_shows(string query, string fields) => Assert.Equal(fields, Describe(query));

    [Theory, MemberData(nameof(Tainted))]
    public void What_is_never_shown_does_not_come_out_under_another_name(string query, string fields)
    {
        if (fields.Length > 0) Assert.Equal(fields, Describe(query));
        else Assert.Contains("id must come straight from a collection", Assert.Throws<FormatException>(() => Describe(query)).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Refused))]
    public void What_is_no_view_is_refused_with_a_reason(string query, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Describe(query)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_column_keeps_the_options_of_its_field_under_an_id_of_its_own()
    {
        var field = Assert.IsType<TextField>(ViewFields.Infer(Schema, ViewParser.Parse("select id, title as t from posts"), null, [])[1]);
        Assert.Equal((7, "t"), (field.Max, field.Name));
        Assert.Matches("^_clone_[A-Za-z0-9]{4}$", field.Id);
    }

    [Fact]
    public void A_field_keeps_its_id_from_save_to_save_while_name_and_type_stay()
    {
        var syntax = ViewParser.Parse("select id, title, views from posts");
        var first = ViewFields.Infer(Schema, syntax, null, []);
        var second = ViewFields.Infer(Schema, syntax, null, first);
        Assert.Equal(first.Select(f => f.Id), second.Select(f => f.Id));
    }

    [Fact]
    public void An_id_under_another_name_is_a_relation_to_its_collection()
    {
        var field = Assert.IsType<RelationField>(ViewFields.Infer(Schema, ViewParser.Parse("select id, id as post from posts"), null, [])[1]);
        Assert.Equal(("posts", 1), (field.CollectionId, field.MaxSelect));
    }

    [Theory]
    [InlineData("select id from posts", false)]
    [InlineData("select p.title as id from posts p", false)]
    [InlineData("select views as id from posts", true)]
    [InlineData("select (row_number() over ()) as id from posts", true)]
    [InlineData("select id from posts union select id from notes", true)]
    [InlineData("select what is this", true)]
    public void An_id_is_converted_unless_it_is_known_to_be_text(string query, bool needsCast) =>
        Assert.Equal(needsCast, ViewText.NeedsIdCast(Schema, query));

    [Theory]
    [InlineData("select 1 as id; ", "select 1 as id")]
    [InlineData("select 1 as id -- note", "select 1 as id")]
    [InlineData("-- note\nselect ';' as id;;\n", "-- note\nselect ';' as id")]
    [InlineData(" ; ", "")]
    public void Nothing_is_left_behind_the_last_token(string query, string expected) => Assert.Equal(expected, ViewText.TrimEnd(query));

    private static string Describe(string query) => string.Join(' ', ViewFields.Infer(Schema, ViewParser.Parse(query), null, []).Select(f =>
        f.Name + ":" + (f is NumberField { OnlyInt: true } ? "integer" : f.Type) + (f.Hidden ? "!" : "")));

    private static Collection Make(CollectionType type, string name, params Field[] fields) => AutomaticFields.Apply(new Collection
    {
        Id = name,
        Name = CollectionName.Parse(name),
        Type = type,
        Fields = [.. fields],
        Auth = type == CollectionType.Auth ? new AuthOptions() : null,
    });
}
