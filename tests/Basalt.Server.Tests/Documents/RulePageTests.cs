using System.Text.RegularExpressions;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Documents;

/// <summary>A server with the collections that the page of rules and filters speaks of.</summary>
public sealed class RulePageServer : RunningServer
{
    protected override async ValueTask PrepareAsync()
    {
        var users = (await AdminAsync(HttpMethod.Get, "/api/collections/users")).Json.GetProperty("fields").EnumerateArray().Select(field => (object)field);
        await AdminAsync(HttpMethod.Patch, "/api/collections/users", new { fields = users.Append(Select("role", 1)).Append(Select("roles", 3)) });
        await CollectionAsync(new
        {
            id = "pagepost0000001",
            name = "posts",
            type = "base",
            fields = new object[]
            {
                Field("title", "text"), Field("status", "text"), Field("code", "text"), Select("tags", 5), Relation("author", "_pb_users_auth_", 1), Relation("editors", "_pb_users_auth_", 9),
                Field("views", "number"), Field("live", "bool"), Field("published", "date"), Field("meta", "json"), Field("place", "geoPoint"),
                new { name = "docs", type = "file", maxSelect = 9 },
            },
        });
        await CollectionAsync(new { name = "comments", type = "base", fields = new object[] { Relation("post", "pagepost0000001", 1), Relation("author", "_pb_users_auth_", 1), new { name = "created", type = "autodate", onCreate = true } } });
        await CollectionAsync(new
        {
            name = "settings",
            type = "base",
            fields = new object[] { Relation("post", "pagepost0000001", 1), Field("theme", "text") },
            indexes = new[] { "CREATE UNIQUE INDEX `idx_settings_post` ON `settings` (`post`)" },
        });
        await CollectionAsync(new { name = "members", type = "base", fields = new object[] { Relation("user", "_pb_users_auth_", 1), Relation("post", "pagepost0000001", 1) } });
        await RecordAsync("posts", new { title = "Going live", status = "live", views = 12, tags = new[] { "news" }, meta = new { score = 5 } });
    }

    private static object Field(string name, string type) => new { name, type };

    private static object Select(string name, int maxSelect) => new { name, type = "select", values = new[] { "news", "mod", "admin", "pb_a", "pb_b" }, maxSelect };

    private static object Relation(string name, string collectionId, int maxSelect) => new { name, type = "relation", collectionId, maxSelect };
}

/// <summary>Every example of the page is taken, or refused, as the page says.</summary>
public sealed partial class RulePageTests(RulePageServer server) : IClassFixture<RulePageServer>
{
    private static readonly Page Page = new("docs/rules-and-filters.md");

    public static TheoryData<string> Filters => [.. Page.CodesOfTable("### Filters")];

    public static TheoryData<string> Rules => [.. Page.CodesOfTable("### Rules")];

    public static TheoryData<string> Refused => [.. Page.CodesOfTable("### Refused")];

    public static TheoryData<string> Macros => [.. Macro().Matches(Page.Section("### Macros")).Select(match => match.Groups[1].Value)];

    [Theory, MemberData(nameof(Filters))]
    public async Task The_filter_is_answered(string filter) => (await ListAsync("filter", filter)).Is(200);

    [Theory, MemberData(nameof(Rules))]
    public async Task The_rule_is_saved_and_used(string rule)
    {
        await server.AdminAsync(HttpMethod.Patch, "/api/collections/posts", new { updateRule = rule, listRule = rule });
        (await server.GetAsync("/api/collections/posts/records", server.UserToken)).Is(200);
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task The_expression_is_refused_as_filter_and_as_rule(string expression)
    {
        (await ListAsync("filter", expression)).IsRefusal(400);
        var saved = await server.SendAsync(HttpMethod.Patch, "/api/collections/posts", new { viewRule = expression }, server.SuperuserToken);
        Assert.Equal("validation_invalid_rule", saved.Is(400).Json.GetProperty("data").GetProperty("viewRule").GetProperty("code").GetString());
    }

    [Theory, MemberData(nameof(Macros))]
    public async Task The_macro_is_there(string macro) => (await ListAsync("filter", $"published > {macro} || views = {macro}")).Is(200);

    [Theory]
    [InlineData("-live,title:lower,author.name")]
    [InlineData("@random")]
    [InlineData("-@rowid")]
    public async Task The_sort_is_answered(string sort)
    {
        Assert.Contains($"`{sort.TrimStart('-', '+')}`", Page.Section("### Sorting").Replace("`-", "`", StringComparison.Ordinal), StringComparison.Ordinal);
        (await ListAsync("sort", sort)).Is(200);
    }

    [Fact]
    public void The_page_has_all_its_examples() => Assert.Equal((49, 18, 4, 16), (Filters.Count, Rules.Count, Refused.Count, Macros.Count));

    private Task<Answer> ListAsync(string parameter, string value) =>
        server.GetAsync($"/api/collections/posts/records?{parameter}={Uri.EscapeDataString(value)}", server.SuperuserToken);

    [GeneratedRegex("`(@[a-zA-Z]+)`", RegexOptions.None, 1000)]
    private static partial Regex Macro();
}
