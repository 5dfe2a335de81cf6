using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Tests.Shared;

namespace Basalt.Core.Tests.Rules;

public sealed class RuleBinderTests
{
    private static readonly SchemaSnapshot Schema = FilterWorld.Schema;

    private static readonly Collection Posts = FilterWorld.Collection("posts");

    public static TheoryData<string, string> Rules => new()
    {
        { "title = 'a'", "row.title Equal 'a'" },
        { "title:lower ?= 'a'", "row.title:Lower any Equal 'a'" },
        { "views >= -1.5", "row.views GreaterOrEqual -1.5" },
        { "live = TRUE || live = null", "(row.live Equal true OR row.live Equal null)" },
        { "@now < published", "@Now Less row.published" },
        { "author = 'u1'", "row.author Equal 'u1'" },
        { "author.id = 'u1'", "row.author Equal 'u1'" },
        { "author.id:lower = 'u1'", "row.author:Lower Equal 'u1'" },
        { "author.id:length = 'u1'", "row.author Equal 'u1'" },
        { "author.name = 'a'", "row>author.name Equal 'a'" },
        { "author.team.name = 'a'", "row>author>team.name Equal 'a'" },
        { "editors.id = 'u1'", "row>editors*.id all Equal 'u1'" },
        { "editors.id ?= 'u1'", "row>editors*.id any Equal 'u1'" },
        { "editors.team.name = 'a'", "row>editors*>team.name all Equal 'a'" },
        { "comments_via_post.text = 'a'", "row<comments.post*.text all Equal 'a'" },
        { "settings_via_post.theme = 'a'", "row<settings.post.theme Equal 'a'" },
        { "posts_via_related.title = 'a'", "row<posts.related*.title all Equal 'a'" },
        { "meta = 1", "row.meta Equal 1" },
        { "meta.a.0.b = 1", "row.meta/a/0/b Equal 1" },
        { "meta.a:lower = 1", "row.meta/a:Lower Equal 1" },
        { "meta.a:length = 1", "row.meta/a Equal 1" },
        { "place.lat = 1", "row.place/lat Equal 1" },
        { "tags = 'a'", "row.tags Equal 'a'" },
        { "tags:each = 'a'", "items of row.tags all Equal 'a'" },
        { "tags:length = 1", "row.tags:Length Equal 1" },
        { "editors:each = 'a'", "items of row.editors all Equal 'a'" },
        { "author.roles:each = 'a'", "items of row>author.roles all Equal 'a'" },
        { "status:each = 'a'", "row.status:Each Equal 'a'" },
        { "status:length = 1", "row.status:Length Equal 1" },
        { "title:each = 'a'", "row.title Equal 'a'" },
        { "title:isset = 'a'", "row.title Equal 'a'" },
        { "tags:changed = 'a'", "row.tags Equal 'a'" },
        { "@request.context = @request.method", "@context Equal @method" },
        { "@request.query.a = @request.headers.b:lower", "Query.a Equal Headers.b:Lower" },
        { "@request.query.views:isset = true", "Query.views:IsSet Equal true" }, // presence is no number
        { "@request.query.views = 1", "Query.views as number Equal 1" },
        { "@request.body.views = 1", "Body.views as number Equal 1" },
        { "@request.body.x.y = 1", "Body.x.y Equal 1" },
        { "@request.body.tags:length = 1", "Body.tags:Length Equal 1" },
        { "@request.body.tags:each = 'a'", "items of Body.tags all Equal 'a'" },
        { "@request.body.status:each = 'a'", "Body.status Equal 'a'" },
        { "@request.body.title:changed = true", "test(Body.title:IsSet Equal true AND Body.title NotEqual row.title) Equal true" },
        { "@request.body.author.name = 'a'", "submitted users.name Equal 'a'" },
        { "@request.body.editors.team.name = 'a'", "submitted users*>team.name all Equal 'a'" },
        { "@request.body.author.nothing = 'a'", "null Equal 'a'" },
        { "@request.body.author.name.x = 'a'", "null Equal 'a'" },
        { "@request.auth.id = 'a'", "Auth.id Equal 'a'" },
        { "@request.auth.name:lower = 'a'", "Auth.name:Lower Equal 'a'" },
        { "@request.auth.name:isset = 'a'", "Auth.name Equal 'a'" },
        { "@request.auth.roles:each = 'a'", "items of Auth.roles all Equal 'a'" },
        { "@request.auth.role:each = 'a'", "Auth.role Equal 'a'" },
        { "@request.auth.roles:length = 1", "Auth.roles:Length Equal 1" },
        { "@request.auth.profile.a.b = 1", "Auth.profile.a.b Equal 1" },
        { "@request.auth.team.id = 'a'", "Auth.team Equal 'a'" },
        { "@request.auth.team.name = 'a'", "caller in users>team.name Equal 'a'" },
        { "@request.auth.team.nothing = 'a'", "null Equal 'a'" },
        { "@request.auth.posts_via_author.id ?= id", "caller in users<posts.author*.id any Equal row.id" },
        { "@request.auth.posts_via_nothing.id ?= id", "null any Equal row.id" },
        { "@request.auth.nothing.x = 'a'", "Auth.nothing.x Equal 'a'" },
        { "@collection.members.level = 1", "all members.level all Equal 1" },
        { "@collection.pbc_members:x.user.name ?= 'a'", "all members x>user.name any Equal 'a'" },
        { "@collection.MEMBERS.level = 1", "all members.level all Equal 1" },
        { "geoDistance(place.lon, 1, editors.level, @request.query.x) < 2", "distance(row.place/lon, 1, row>editors*.level, Query.x) Less 2" },
        { "strftime('%Y') = 'a'", "strftime('%Y', @Now) Equal 'a'" },
        { "strftime('%Y', 'NOW') = 'a'", "strftime('%Y', @Now) Equal 'a'" },
        { "strftime('%Y', 5, 'auto') = 'a'", "strftime('%Y', 5, 'auto') Equal 'a'" },
        { "strftime('%Y', comments_via_post.created) = 'a'", "strftime('%Y', row<comments.post*.created) all Equal 'a'" },
    };

    public static TheoryData<string, string> ClientFilters => new()
    {
        { "title = 'a'", "row.title Equal 'a'" },
        { "contact = 'a'", "row.contact Equal 'a'" },
        { "author.name = 'a'", "row>author.name Equal 'a'" },
        { "team.id = 'a'", "row.team Equal 'a'" },
        { "team.name = 'a'", "(row>team.name Equal 'a' AND (no row>team OR row>team.public Equal true))" },
        { "team.name = 'a' || team.public = true", "((row>team.name Equal 'a' OR row>team.public Equal true) AND (no row>team OR row>team.public Equal true))" },
        {
            "editors.team.name ?= 'a'",
            "(row>editors*>team.name any Equal 'a' AND (no row>editors*>team OR row>editors*>team.public Equal true from row>editors*>team))"
        },
        {
            "editors.team.name = 'a'", // "all" tells of rows that may not be listed, so none of them may be such a row
            "(row>editors*>team.name all Equal 'a' AND every row>editors*>team: row>editors*>team.public Equal true from row>editors*>team)"
        },
        {
            "editors.team.name ?= 'a' && strftime('%Y', editors.team.name) = 'b'",
            "((row>editors*>team.name any Equal 'a' AND strftime('%Y', row>editors*>team.name) all Equal 'b') AND " +
                "every row>editors*>team: row>editors*>team.public Equal true from row>editors*>team)"
        },
        { "author.email = 'a'", "(row>author.email Equal 'a' AND row>author.emailVisibility Equal true)" },
        { "editors.email ?= 'a'", "(row>editors*.email any Equal 'a' AND row>editors*.emailVisibility any Equal true)" },
        { "editors.email:lower = 'a'", "(row>editors*.email:Lower all Equal 'a' AND row>editors*.emailVisibility all Equal true)" },
        { "1 = 1 || author.email = title", "(1 Equal 1 OR (row>author.email Equal row.title AND row>author.emailVisibility Equal true))" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void Rule_is_bound_to(string rule, string expected) =>
        Assert.Equal(expected, BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts(rule) { CallerCollectionId = "pbc_users" }).Where));

    [Theory, MemberData(nameof(ClientFilters))]
    public void Filter_of_a_client_is_bound_to(string filter, string expected) =>
        Assert.Equal(expected, BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts(null, filter)).Where));

    [Fact]
    public void Superusers_filter_without_conditions_of_others() => Assert.Equal(
        "(row>team.name Equal 'a' AND row>author.email Equal 'b')",
        BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts(null, "team.name = 'a' && author.email = 'b'", IsSuperuser: true)).Where));

    [Fact]
    public void Guests_reach_nothing_over_their_account() => Assert.Equal(
        "(Auth.team.name Equal 'a' AND Auth.roles Equal 'b')",
        BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts("@request.auth.team.name = 'a' && @request.auth.roles:each = 'b'")).Where));

    [Theory, InlineData(null), InlineData("")]
    public void Empty_texts_match_everything(string? text)
    {
        var query = RuleBinder.Bind(Schema, Posts, new RuleTexts(text, text, text));
        Assert.Null(query.Where);
        Assert.Empty(query.Sort);
        Assert.Empty(query.Sources);
        Assert.False(query.HasMultipleSources);
    }

    [Fact]
    public void Equal_prefixes_share_one_source_across_rule_filter_and_sort()
    {
        var query = RuleBinder.Bind(Schema, Posts, new RuleTexts("editors.name = 'a' && editors.team.name ?= 'b'", "editors.level > 1 && tags:each = 'a' && tags:each = 'b'", "editors.name"));
        Assert.Equal(["row>editors*", "row>editors*>team", "items of row.tags"], query.Sources.Select(BoundText.Show));
        Assert.Same(query.Sources[0], Assert.IsType<SortTerm.By>(query.Sort[0]).Column.Source);
        Assert.Same(query.Root, query.Sources[0].Parent);
        Assert.True(query.HasMultipleSources);
    }

    [Fact]
    public void Joined_collections_are_shared_by_alias()
    {
        var query = RuleBinder.Bind(Schema, Posts, new RuleTexts(
            "@collection.members.user = 'a' && @collection.members.post = 'b' && @collection.members:x.user = 'c' && @collection.pbc_members:x.post = 'd' && @collection.members:y.post = 'e'"));
        Assert.Equal(["all members", "all members x", "all members y"], query.Sources.Select(BoundText.Show));
    }

    [Fact]
    public void Sources_of_the_request_are_shared()
    {
        var query = RuleBinder.Bind(Schema, Posts, new RuleTexts(
            "@request.auth.team.name = 'a' && @request.auth.team.public = true && @request.auth.posts_via_author.id ?= id && @request.auth.roles:each = 'a' && @request.auth.roles:each = 'b' && " +
            "@request.body.author.name = 'a' && @request.body.author.level = 1 && @request.body.tags:each = 'a' && @request.body.tags:each = 'b'") { CallerCollectionId = "pbc_users" });
        Assert.Equal(
            ["caller in users", "caller in users>team", "caller in users<posts.author*", "items of Auth.roles", "submitted users", "items of Body.tags"],
            query.Sources.Select(BoundText.Show));
    }

    [Fact]
    public void A_list_rule_that_is_added_keeps_its_joined_collections_to_itself()
    {
        var rule = "@collection.members.user ?= @request.auth.id && @collection.members.post ?= id";
        var schema = WithListRule("teams", rule);
        var query = RuleBinder.Bind(schema, schema.Require("posts"), new RuleTexts(rule, "team.name = 'a'"));
        Assert.Equal(["all members", "row>team", "all members"], query.Sources.Select(BoundText.Show));
    }

    [Fact]
    public void A_broken_list_rule_is_an_error_of_the_rule()
    {
        var schema = WithListRule("teams", "nothing = 1");
        var refusal = Assert.Throws<BasaltException>(() => RuleBinder.Bind(schema, schema.Require("posts"), new RuleTexts(null, "team.name = 'a'")));
        Assert.Equal("invalid_rule", refusal.Code);
    }

    [Fact]
    public void A_list_rule_may_reach_what_the_client_may_not()
    {
        var schema = WithListRule("teams", "lead.secret = 'top' && lead.email = 'ana@x.com'");
        var query = RuleBinder.Bind(schema, schema.Require("posts"), new RuleTexts(null, "team.name = 'a'"));
        Assert.Equal(
            "(row>team.name Equal 'a' AND (no row>team OR (row>team>lead.secret Equal 'top' AND row>team>lead.email Equal 'ana@x.com')))",
            BoundText.Show(query.Where));
    }

    [Fact]
    public void Sorting_by_email_needs_no_visibility_and_sorting_over_a_relation_its_list_rule()
    {
        Assert.Null(RuleBinder.Bind(Schema, FilterWorld.Collection("users"), new RuleTexts(null, Sort: "email")).Where);
        Assert.Equal("(no row>team OR row>team.public Equal true)", BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts(null, Sort: "-team.name")).Where));
        Assert.Equal("every row>editors*>team: row>editors*>team.public Equal true from row>editors*>team", BoundText.Show(RuleBinder.Bind(Schema, Posts, new RuleTexts(null, Sort: "editors.team.name")).Where));
    }

    [Fact]
    public void Sort_has_its_terms_in_order()
    {
        var sort = RuleBinder.Bind(Schema, Posts, new RuleTexts(null, Sort: "-live, +title:lower ,@random,-@random,-@rowid")).Sort;
        Assert.Equal(("row.live", true), Term(sort[0]));
        Assert.Equal(("row.title:Lower", false), Term(sort[1]));
        Assert.IsType<SortTerm.Random>(sort[2]);
        Assert.IsType<SortTerm.Random>(sort[3]);
        Assert.Equal(new SortTerm.Insertion(true), sort[4]);

        static (string, bool) Term(SortTerm term) => term is SortTerm.By by ? (BoundText.Show(by.Column), by.Descending) : default;
    }

    [Fact]
    public void A_view_has_no_order_of_insertion()
    {
        var view = Posts with { Id = "pbc_view", Name = CollectionName.Parse("post_view"), Type = CollectionType.View };
        var refusal = Assert.Throws<BasaltException>(() => RuleBinder.Bind(Schema, view, new RuleTexts(null, Sort: "@rowid")));
        Assert.Equal("invalid_sort", refusal.Code);
        Assert.Single(RuleBinder.Bind(Schema, view, new RuleTexts(null, Sort: "author.name")).Sort);
    }

    [Fact]
    public void Every_literal_and_macro_is_a_parameter_of_its_own()
    {
        var query = RuleBinder.Bind(Schema, Posts, new RuleTexts("title = 'a' || code = 'a' || published > @now || created > @now"));
        Assert.Equal(4, query.Parameters.Length);
    }

    [Fact]
    public void A_unique_index_on_a_list_does_not_make_a_back_relation_single()
    {
        var posts = Posts with { Indexes = [new CollectionIndex { Name = "i", Unique = true, Table = "posts", Columns = [new IndexColumn("editors")] }] };
        var schema = new SchemaSnapshot(2, Schema.All.Replace(Posts, posts));
        Assert.True(RuleBinder.Bind(schema, schema.Require("users"), new RuleTexts("posts_via_editors.title = 'a'")).HasMultipleSources);
    }

    [Fact]
    public void Too_many_joined_sources_are_refused()
    {
        Assert.Equal(56, RuleBinder.Bind(Schema, Posts, new RuleTexts(Joins(56))).Sources.Length);
        Assert.Throws<BasaltException>(() => RuleBinder.Bind(Schema, Posts, new RuleTexts(Joins(57))));
    }

    [Theory]
    [InlineData("@collection.teams.name ?= 'a'", 1)]
    [InlineData("author.name = 'a'", 1)]
    [InlineData("comments_via_post.text ?= 'a'", 1)]
    [InlineData("tags:each ?= 'a'", 1)]
    [InlineData("@request.auth.roles:each ?= 'a'", 1)]
    [InlineData("@request.auth.team.name = 'a'", 2)] // the caller's record and its team
    [InlineData("@request.body.tags:each ?= 'a'", 1)]
    [InlineData("@request.body.author.name = 'a'", 1)]
    public void Whatever_joins_one_more_source_than_is_allowed_is_refused(string last, int sources)
    {
        RuleTexts With(int joins) => new($"{Joins(joins)} && {last}") { CallerCollectionId = "pbc_users" };
        Assert.Equal(56, RuleBinder.Bind(Schema, Posts, With(56 - sources)).Sources.Length);
        Assert.Throws<BasaltException>(() => RuleBinder.Bind(Schema, Posts, With(57 - sources)));
    }

    [Fact]
    public void A_filter_has_3500_bytes_and_no_more()
    {
        static RuleTexts Of(int bytes) => new(null, "1=1" + new string(' ', bytes - 3));
        Assert.NotNull(RuleBinder.Bind(Schema, Posts, Of(3500)).Where);
        Assert.Throws<BasaltException>(() => RuleBinder.Bind(Schema, Posts, Of(3501)));
    }

    [Fact]
    public void List_rules_that_a_filter_adds_count_towards_the_limit_of_comparisons()
    {
        var schema = WithListRule("users", string.Join(" || ", Enumerable.Repeat("name = 'a'", 200)));
        var posts = schema.Require("posts");
        var reach = new[] { "author.name", "editors.name", "related.author.name", "related.editors.name", "comments_via_post.author.name" };
        static string Compared(IEnumerable<string> paths) => string.Join(" && ", paths.Select(path => path + " ?= 'a'"));
        Assert.NotNull(RuleBinder.Bind(schema, posts, new RuleTexts(null, Compared(reach[..4]))).Where);
        Assert.Throws<BasaltException>(() => RuleBinder.Bind(schema, posts, new RuleTexts(null, Compared(reach))));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("title = 'a'", null)]
    [InlineData("@request.auth.anything.at.all = 'a'", null)]
    [InlineData("title = ", "unexpected end at character 9")]
    [InlineData("nothing = 1", "unknown field nothing at character 1")]
    [InlineData("1 = 1 && author.nothing = 1", "unknown field nothing at character 10")]
    [InlineData("title.x = 1", "title leads to no other collection at character 1")]
    [InlineData("@collection.nothing.id = 1", "unknown collection nothing at character 1")]
    [InlineData("title:wrong = 1", "unknown modifier at character 1")]
    public void Checking_a_rule_tells_why_it_can_not_be_saved(string? rule, string? reason) => Assert.Equal(reason, RuleBinder.CheckRule(Schema, Posts, rule));

    [Fact]
    public void Reserved_names_are_refused_with_the_words_of_the_protocol()
    {
        Assert.Equal("Only superusers can filter by @collection.", Refusal(new RuleTexts(null, "title ~ '@collection.'")).Message);
        Assert.Equal("Only superusers can filter by @request.", Refusal(new RuleTexts(null, "@request.auth.id = 1")).Message);
        Assert.Equal("Only superusers can filter by @request.", Refusal(new RuleTexts(null, Sort: "@request.auth.title")).Message);

        static BasaltException Refusal(RuleTexts texts) => Assert.Throws<BasaltException>(() => RuleBinder.Bind(Schema, Posts, texts));
    }

    private static string Joins(int count) => string.Join(" && ", Enumerable.Range(0, count).Select(i => $"@collection.members:a{i}.user ?= 'u'"));

    private static SchemaSnapshot WithListRule(string collection, string rule)
    {
        var old = Schema.Require(collection);
        return new SchemaSnapshot(2, Schema.All.Replace(old, old with { Rules = old.Rules with { List = rule } }));
    }
}
