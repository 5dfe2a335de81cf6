using System.Text.Json;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Hostile;

/// <summary>A server with one public collection that has a field of every type and a relation to itself, and three records.</summary>
public sealed class HostileServer : RunningServer
{
    public const string Records = "/api/collections/things/records";

    public string RecordId { get; private set; } = "";

    protected override async ValueTask PrepareAsync()
    {
        await AdminAsync(HttpMethod.Post, "/api/collections", new
        {
            id = "hostilethings01",
            name = "things",
            type = "base",
            listRule = "",
            viewRule = "",
            createRule = "",
            updateRule = "",
            deleteRule = "",
            fields = new object[]
            {
                new { name = "title", type = "text" },
                new { name = "page", type = "editor" },
                new { name = "n", type = "number" },
                new { name = "flag", type = "bool" },
                new { name = "mail", type = "email" },
                new { name = "site", type = "url" },
                new { name = "day", type = "date" },
                new { name = "kind", type = "select", values = new[] { "a", "b", "c" }, maxSelect = 1 },
                new { name = "kinds", type = "select", values = new[] { "a", "b", "c" }, maxSelect = 3 },
                new { name = "meta", type = "json" },
                new { name = "place", type = "geoPoint" },
            },
        });
        var fields = (await AdminAsync(HttpMethod.Get, "/api/collections/things")).Json.GetProperty("fields").EnumerateArray().Select(field => (object)field);
        await AdminAsync(HttpMethod.Patch, "/api/collections/things", new
        {
            fields = fields.Append(new { name = "parent", type = "relation", collectionId = "hostilethings01", maxSelect = 1 }),
        });
        var parent = (await PostAsync(Records, new { title = "first", n = 1 }, token: null)).Is(200).Json.GetProperty("id").GetString();
        for (var n = 2; n <= 3; n++) parent = (await PostAsync(Records, new { title = "later", n, parent }, token: null)).Is(200).Json.GetProperty("id").GetString();
        RecordId = parent!;
    }

    /// <summary>Sends bytes as they are, and asserts that the server is still there afterwards.</summary>
    internal async Task<Answer> SendRawAsync(byte[] request)
    {
        var answer = await RawHttp.SendAsync(Port, request, TestContext.Current.CancellationToken);
        var health = await GetAsync("/api/health");
        Assert.True(health.Status == 200, $"after this request the server is not healthy: {health}");
        return answer;
    }

    internal Task<Answer> SendRawAsync(string method, string target, string body = "", params IReadOnlyList<string> headers) =>
        SendRawAsync(RawHttp.Request(method, target, body, headers));

    internal Task<Answer> ListAsync(string query) => SendRawAsync("GET", $"{Records}?{query}");

    internal Task<Answer> FilterAsync(string filter) => ListAsync("filter=" + Uri.EscapeDataString(filter));

    internal static int CountOf(Answer answer) => answer.Is(200).Json.GetProperty("totalItems").GetInt32();

    internal static JsonElement DataOf(Answer answer) => answer.Is(400).Json.GetProperty("data");
}
