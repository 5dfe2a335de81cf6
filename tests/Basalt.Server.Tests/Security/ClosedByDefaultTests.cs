using System.Text;

namespace Basalt.Server.Tests.Security;

/// <summary>Whatever way a collection comes into being, nobody but a superuser gets at it until somebody opens it.</summary>
public sealed class ClosedByDefaultTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private static readonly string[] Rules = ["listRule", "viewRule", "createRule", "updateRule", "deleteRule"];

    [Theory]
    [InlineData("base", "by_api")]
    [InlineData("auth", "by_api_auth")]
    public async Task A_collection_made_by_the_API_is_closed(string type, string name)
    {
        await server.CollectionAsync(new { name, type });
        await AssertClosedAsync(name);
    }

    [Theory]
    [InlineData("base", "by_import")]
    [InlineData("auth", "by_import_auth")]
    public async Task A_collection_made_by_an_import_is_closed(string type, string name)
    {
        await server.AdminAsync(HttpMethod.Put, "/api/collections/import", new { collections = new[] { new { name, type } }, deleteMissing = false });
        await AssertClosedAsync(name);
    }

    [Fact]
    public async Task A_view_is_closed_even_over_a_public_collection()
    {
        await server.CollectionAsync(new { name = "view_of_people", type = "view", viewQuery = "SELECT id, name FROM people" });
        (await server.GetAsync("/api/collections/view_of_people/records")).IsRefusal(403);
        (await server.GetAsync($"/api/collections/view_of_people/records/{server.PersonId}")).IsRefusal(403);
    }

    [Fact]
    public async Task The_scaffolds_that_tools_start_from_are_closed()
    {
        var scaffolds = (await server.AdminAsync(HttpMethod.Get, "/api/collections/meta/scaffolds")).Json;
        foreach (var scaffold in scaffolds.EnumerateObject())
        {
            Assert.All(Rules, rule => Assert.Equal(System.Text.Json.JsonValueKind.Null, scaffold.Value.GetProperty(rule).ValueKind));
        }
    }

    [Fact]
    public async Task The_system_collections_show_a_caller_what_is_its_own_and_nothing_else()
    {
        foreach (var token in (string?[])[null, server.UserToken])
        {
            (await server.GetAsync("/api/collections/_superusers/records", token)).IsRefusal(403);
            foreach (var name in (string[])["_mfas", "_otps", "_externalAuths", "_authOrigins"])
            {
                var items = (await server.GetAsync($"/api/collections/{name}/records", token)).Is(200).Json.GetProperty("items").EnumerateArray();
                Assert.All(items, item => Assert.Equal((server.UserToken, server.UserId), (token, item.GetProperty("recordRef").GetString())));
                (await server.PostAsync($"/api/collections/{name}/records", new { }, token)).IsRefusal(403);
            }
        }
    }

    [Theory]
    [InlineData("GET", "/api/collections")]
    [InlineData("GET", "/api/collections/users")]
    [InlineData("POST", "/api/collections")]
    [InlineData("PATCH", "/api/collections/users")]
    [InlineData("DELETE", "/api/collections/users")]
    [InlineData("DELETE", "/api/collections/users/truncate")]
    [InlineData("PUT", "/api/collections/import")]
    [InlineData("GET", "/api/collections/meta/scaffolds")]
    [InlineData("GET", "/api/collections/meta/oauth2-providers")]
    [InlineData("POST", "/api/collections/meta/dry-run-view")]
    public async Task The_schema_is_for_superusers_only(string method, string path)
    {
        object? body = method is "GET" or "DELETE" ? null : new { };
        (await server.SendAsync(new HttpMethod(method), path, body, token: null)).IsRefusal(401);
        (await server.SendAsync(new HttpMethod(method), path, body, server.UserToken)).IsRefusal(403);
    }

    [Fact]
    public async Task A_password_is_kept_as_a_hash_and_nowhere_as_it_was_typed()
    {
        const string Typed = "zebra-crossing-99";
        await server.RecordAsync("members", new { email = "hash@example.com", password = Typed, passwordConfirm = Typed });
        await server.CollectionAsync(new { name = "pins", type = "base", listRule = "", viewRule = "", fields = new object[] { new { name = "pin", type = "password" } } });
        var id = await server.RecordAsync("pins", new { pin = Typed });
        var seen = (await server.GetAsync($"/api/collections/pins/records/{id}", server.SuperuserToken)).Is(200);
        Assert.DoesNotContain(Typed, seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$", seen.Text, StringComparison.Ordinal);

        foreach (var file in Directory.EnumerateFiles(server.DataDirectory, "*.db*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var memory = new MemoryStream();
            await stream.CopyToAsync(memory, TestContext.Current.CancellationToken);
            Assert.True(memory.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Typed)) < 0, $"{Path.GetFileName(file)} holds a password as it was typed");
        }

        Assert.DoesNotContain(Typed, server.Server.Output, StringComparison.Ordinal);
    }

    private async Task AssertClosedAsync(string name)
    {
        var definition = (await server.AdminAsync(HttpMethod.Get, $"/api/collections/{name}")).Json;
        Assert.All(Rules, rule => Assert.Equal(System.Text.Json.JsonValueKind.Null, definition.GetProperty(rule).ValueKind));
        var records = $"/api/collections/{name}/records";
        foreach (var token in (string?[])[null, server.UserToken])
        {
            (await server.GetAsync(records, token)).IsRefusal(403);
            (await server.GetAsync($"{records}/a00000000000001", token)).IsRefusal(403);
            (await server.PostAsync(records, new { }, token)).IsRefusal(403);
            (await server.SendAsync(HttpMethod.Patch, $"{records}/a00000000000001", new { }, token)).IsRefusal(403);
            (await server.SendAsync(HttpMethod.Delete, $"{records}/a00000000000001", null, token)).IsRefusal(403);
            var batch = await server.PostAsync("/api/batch", new { requests = new[] { new { method = "POST", url = records, body = new { } } } }, token);
            Assert.Equal(403, batch.Is(400).Json.GetProperty("data").GetProperty("requests").GetProperty("0").GetProperty("response").GetProperty("status").GetInt32());
        }
    }
}
