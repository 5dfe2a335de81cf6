using System.Text.Json;

namespace Basalt.Server.Tests.Security;

/// <summary>Names and paths that a caller writes never become SQL: they are found in the schema or refused.</summary>
public sealed class InjectionTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string People = "/api/collections/people/records";

    public static TheoryData<string> Names =>
    [
        "name'", "name\"", "name`", "name]", "name;--", "name--", "name/*", "name) OR (1=1", "name' OR '1'='1", "(SELECT secret FROM people)", "name UNION SELECT secret FROM people",
        "meta.a'", "meta.a\"", "meta.a`", "meta.a') OR 1=1 --", "meta.$", "meta.a[0]", "meta.a\\", "meta.\"a\"", "vault.token' --", "meta.*", "meta..a", ".meta", "meta.", "name:lower'", "name:nothing", "@rowid'", "@random()",
        "people_via_vault'.name", "posts_via_author\".title", "json_extract(meta,'$.a')", "load_extension('x')", "randomblob(1000000000)", "name\0", "nаme",
    ];

    [Theory, MemberData(nameof(Names))]
    public async Task A_name_in_a_filter_or_sort_that_is_no_path_of_fields_is_refused(string name)
    {
        var encoded = Uri.EscapeDataString(name);
        foreach (var token in (string?[])[null, server.SuperuserToken])
        {
            (await server.GetAsync($"{People}?filter={encoded}%3D1", token)).IsRefusal(400, 403);
            (await server.GetAsync($"{People}?sort={encoded}", token)).IsRefusal(400, 403);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_name_in_expand_or_fields_that_is_none_is_ignored_or_refused(string name)
    {
        var encoded = Uri.EscapeDataString(name);
        foreach (var query in (string[])[$"expand={encoded}", $"fields={encoded}", $"fields=id,{encoded}:excerpt(3)"])
        {
            var answer = await server.GetAsync($"{People}?{query}");
            if (answer.Status != 200) answer.IsRefusal(400);
            else Assert.DoesNotContain(GuardedServer.Secret, answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task A_key_of_a_body_that_is_no_field_is_ignored(string name)
    {
        var made = await server.PostAsync(People, JsonSerializer.Serialize(new Dictionary<string, object> { ["name"] = "key", [name] = 1, [name + "+"] = 1 }), token: null);
        if (made.Status != 200) made.IsRefusal(400);
        var batch = await server.PostAsync("/api/batch", new { requests = new[] { new { method = "POST", url = People, body = new Dictionary<string, object> { ["name"] = "key", [name + "-"] = 1 } } } }, token: null);
        if (batch.Status != 200) batch.IsRefusal(400);
    }

    [Theory]
    [InlineData("x'")]
    [InlineData("x\"y")]
    [InlineData("x`y")]
    [InlineData("x y")]
    [InlineData("x;y")]
    [InlineData("x.y")]
    [InlineData("x-y")]
    [InlineData("")]
    [InlineData("имя")]
    [InlineData("sqlite_master")]
    [InlineData("_params")]
    [InlineData("_collections")]
    public async Task A_collection_gets_no_name_that_could_be_more_than_a_name(string name) =>
        (await server.PostAsync("/api/collections", new { name, type = "base" }, server.SuperuserToken)).IsRefusal(400);

    [Theory]
    [InlineData("x'")]
    [InlineData("x\"y")]
    [InlineData("x`y")]
    [InlineData("x y")]
    [InlineData("x.y")]
    [InlineData("rowid); DROP TABLE people; --")]
    [InlineData("_rowid_")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_field_gets_no_name_that_could_be_more_than_a_name(string name) =>
        (await server.PostAsync("/api/collections", new { name = "fine", type = "base", fields = new[] { new { name, type = "text" } } }, server.SuperuserToken)).IsRefusal(400);

    [Fact]
    public async Task Values_are_parameters_whatever_they_hold()
    {
        const string Evil = "'); DROP TABLE people; -- \" ` \\ %";
        var id = await server.RecordAsync("people", new { name = Evil });
        var found = (await server.GetAsync($"{People}?filter={Uri.EscapeDataString($"name = \"{Evil.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")}")).Is(200).Json.GetProperty("items");
        Assert.Equal([id], found.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Every_collection_is_still_there_in_the_end()
    {
        var names = (await server.AdminAsync(HttpMethod.Get, "/api/collections?perPage=200")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
        Assert.Superset(new HashSet<string> { "people", "posts", "vault", "teams", "members", "users", "_superusers" }, names.ToHashSet());
    }
}
