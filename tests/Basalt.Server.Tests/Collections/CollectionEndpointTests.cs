using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basalt.Records;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Records;
using Microsoft.AspNetCore.Builder;

namespace Basalt.Server.Tests.Collections;

public sealed class CollectionEndpointTests : IAsyncLifetime
{
    private Workbench _bench = null!;
    private WebApplication _server = null!;
    private HttpClient _client = null!;
    private string _user = "";
    private string _superuser = "";

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "" },
        { "HEAD", "" },
        { "POST", "" },
        { "GET", "/users" },
        { "GET", "/missing" },
        { "PATCH", "/users" },
        { "DELETE", "/users" },
        { "DELETE", "/users/truncate" },
        { "PUT", "/import" },
        { "GET", "/meta/scaffolds" },
        { "GET", "/meta/oauth2-providers" },
        { "POST", "/meta/dry-run-view" },
    };

    public async ValueTask InitializeAsync()
    {
        _bench = await Workbench.OpenAsync();
        _superuser = _bench.Services.Tokens.IssueAuth((await _bench.SuperuserAsync()).Record!);
        _user = _bench.Services.Tokens.IssueAuth(await _bench.PutAsync("users", "user00000000001", r => r["password"] = Value.Text("none")));
        var address = $"127.0.0.1:{FreePort()}";
        _server = BasaltServer.Create(_bench.Services, new BasaltServerOptions { Http = address });
        await _server.StartAsync(TestContext.Current.CancellationToken);
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}/api/collections") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task A_guest_is_asked_to_sign_in(string method, string path)
    {
        var (status, answer) = await SendAsync(method, path, "{}", "");
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        if (method != "HEAD") Assert.Contains("The request requires valid record authorization token.", answer, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task A_user_is_turned_away(string method, string path)
    {
        var (status, answer) = await SendAsync(method, path, "{}", _user);
        Assert.Equal(HttpStatusCode.Forbidden, status);
        if (method != "HEAD") Assert.Contains("The authorized record is not allowed to perform this action.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_lives_from_creation_to_deletion()
    {
        const string Body = """{"name":"tasks","fields":[{"type":"text","name":"title"}],"indexes":["create index i on x (title)"]}""";
        var (created, collection) = await SendAsync("POST", "", Body, _superuser);
        Assert.Equal(HttpStatusCode.OK, created);
        Assert.Equal(collection, (await SendAsync("GET", "/TASKS", "", _superuser)).Answer);
        Assert.Equal(collection, (await SendAsync("GET", "/pbc_2602490748", "", _superuser)).Answer);
        Assert.Equal(
            (HttpStatusCode.OK, """{"listRule":"title != ''","name":"todo"}"""),
            await SendAsync("PATCH", "/tasks?fields=name,listRule", """{"name":"todo","listRule":"title != ''"}""", _superuser));
        Assert.Equal(
            (HttpStatusCode.OK, """{"items":[{"name":"todo"}],"page":1,"perPage":30,"totalItems":1,"totalPages":1}"""),
            await SendAsync("GET", "?filter=name~'todo'&fields=name", "", _superuser));
        Assert.Equal((HttpStatusCode.NoContent, ""), await SendAsync("DELETE", "/todo/truncate", "", _superuser));
        Assert.Equal((HttpStatusCode.NoContent, ""), await SendAsync("DELETE", "/todo", "", _superuser));
        Assert.Equal(
            (HttpStatusCode.NotFound, """{"data":{},"message":"The requested resource wasn't found.","status":404}"""),
            await SendAsync("GET", "/todo", "", _superuser));
    }

    [Theory]
    [InlineData("POST", "", "{", "Failed to load the collection type data due to invalid formatting.")]
    [InlineData("POST", "", "[]", "Failed to load the collection type data due to invalid formatting.")]
    [InlineData("PATCH", "/users", "{", "Failed to load the submitted data due to invalid formatting.")]
    [InlineData("PUT", "/import", "7", "Failed to load the submitted data due to invalid formatting.")]
    [InlineData("GET", "?page=x", "", "Something went wrong while processing your request.")]
    [InlineData("GET", "?sort=options", "", "Something went wrong while processing your request.")]
    public async Task What_can_not_be_read_is_refused(string method, string path, string body, string message) => Assert.Equal(
        (HttpStatusCode.BadRequest, $$"""{"data":{},"message":"{{message}}","status":400}"""), await SendAsync(method, path, body, _superuser));

    [Fact]
    public async Task Scaffolds_show_a_collection_of_each_type_without_secrets()
    {
        var (_, answer) = await SendAsync("GET", "/meta/scaffolds", "", _superuser);
        var scaffolds = JsonDocument.Parse(answer).RootElement;
        Assert.Equal(["auth", "base", "view"], scaffolds.EnumerateObject().Select(p => p.Name));
        Assert.All(scaffolds.EnumerateObject(), p => Assert.Equal("", p.Value.GetProperty("id").GetString() + p.Value.GetProperty("name").GetString()));
        Assert.DoesNotContain("\"secret\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_answers_fields_and_sample()
    {
        var (_, answer) = await SendAsync("POST", "/meta/dry-run-view?fields=sample", """{"query":"select 1 as id, 'x' as y"}""", _superuser);
        Assert.Equal("""{"sample":[{"id":"1","y":"x"}]}""", answer);
    }

    private async Task<(HttpStatusCode Status, string Answer)> SendAsync(string method, string path, string body, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _client.BaseAddress + path);
        if (body.Length > 0 && method is not ("GET" or "HEAD")) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
