using System.Net.Http.Json;
using System.Text.Json;
using Basalt.Tests.Shared;

namespace Basalt.Server.Tests.CommandLine;

/// <summary>The program with its data in PostgreSQL.</summary>
public sealed class PostgresServeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_on_one_database_are_one_app_and_a_kill_takes_nothing_that_was_acknowledged()
    {
        PostgresServer.Require();
        var database = PostgresServer.Current.CreateDatabase();
        string[] db = ["--db", PostgresServer.Current.AddressOf(database)];
        using var one = new TemporaryDirectory();
        using var two = new TemporaryDirectory();
        (await BasaltProgram.RunAsync(["superuser", "create", "boss@example.com", "boss-secret", "--dir", one.Path, .. db])).IsDone("Created superuser boss@example.com.");
        var (firstPort, secondPort) = (BasaltProgram.FreePort(), BasaltProgram.FreePort());
        await using (var first = await BasaltProgram.ServeAsync(firstPort, one.Path, db))
        {
            await using var second = await BasaltProgram.ServeAsync(secondPort, two.Path, db);
            Assert.Contains(first.Lines, line => line.EndsWith($"postgres://127.0.0.1:{PostgresServer.Current.Port}/{database}", StringComparison.Ordinal));

            using var admin = await SignInAsync(firstPort);
            await SendAsync(admin, HttpMethod.Post, "/api/collections", new
            {
                name = "notes",
                type = "base",
                fields = new object[] { new { name = "title", type = "text" }, new { name = "tags", type = "select", maxSelect = 2, values = new[] { "a", "b" } }, new { name = "meta", type = "json" } },
                indexes = new[] { "CREATE UNIQUE INDEX idx_notes_title ON notes (title COLLATE NOCASE)" },
            });
            using var other = await SignInAsync(secondPort);
            await SendAsync(other, HttpMethod.Post, "/api/collections/notes/records", new { title = "Hello", tags = new[] { "b" }, meta = new { b = 1, a = new[] { 1, 2 } } });
            await SendAsync(other, HttpMethod.Post, "/api/collections/notes/records", new { title = "hello" }, expected: 400);
            await first.EndAsync("KILL");
        }

        await using var again = await BasaltProgram.ServeAsync(firstPort, one.Path, db);
        using var client = await SignInAsync(firstPort);
        var found = await SendAsync(client, HttpMethod.Get, "/api/collections/notes/records?filter=" + Uri.EscapeDataString("title ~ 'HE%' && tags:each ?= 'b' && meta.a.1 = 2"), null);
        Assert.Equal(1, found.GetProperty("totalItems").GetInt32());
        Assert.Equal("""{"b":1,"a":[1,2]}""", found.GetProperty("items")[0].GetProperty("meta").GetRawText());
    }

    [Theory]
    [InlineData("", "postgres://127.0.0.1/shop", "a replica is of use only with a PostgreSQL database")]
    [InlineData("postgres://127.0.0.1/shop", "postgres://a.example,b.example/shop", "the address of a replica names one host; how far each of several is can't be told")]
    public async Task A_replica_that_can_not_be_used_is_refused_at_the_start(string database, string replica, string reason)
    {
        using var directory = new TemporaryDirectory();

        var refused = await BasaltProgram.RunAsync(["serve", "--dir", directory.Path, .. database.Length > 0 ? new[] { "--db", database } : [], "--dbReplica", replica]);

        Assert.Equal((1, "", $"basalt: {reason}"), (refused.ExitCode, refused.Output, refused.Errors.TrimEnd()));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_one_line_without_the_password()
    {
        using var directory = new TemporaryDirectory();
        var address = $"postgres://shop:geheim@127.0.0.1:{BasaltProgram.FreePort()}/shop";

        var refused = await BasaltProgram.RunAsync("serve", "--dir", directory.Path, "--db", address);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("basalt: the database can't be opened: ", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Errors, StringComparison.Ordinal);
        Assert.Single(refused.Errors.TrimEnd().Split('\n'));
    }

    private static async Task<HttpClient> SignInAsync(int port)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var answer = await SendAsync(client, HttpMethod.Post, "/api/collections/_superusers/auth-with-password", new { identity = "boss@example.com", password = "boss-secret" });
        client.DefaultRequestHeaders.Add("Authorization", answer.GetProperty("token").GetString());
        return client;
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body, int expected = 200)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True((int)answer.StatusCode == expected, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
