using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basalt.Realtime;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Tests.Auth;

/// <summary>An <see cref="AccountWorld"/> that listens, with a superuser and a second collection that knows no passwords.</summary>
internal sealed class AuthServer : IAsyncDisposable
{
    public const string AnasBody = """{"identity":"ana@example.com","password":"12345678"}""";
    public const string BossBody = """{"identity":"boss@example.com","password":"boss-secret"}""";

    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly int _port;

    private AuthServer(AccountWorld world, WebApplication app, int port)
    {
        World = world;
        _app = app;
        _port = port;
    }

    public AccountWorld World { get; }

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Everything that the server maps.</summary>
    public IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<AuthServer> StartAsync(Func<AuthOptions, AuthOptions>? options = null, RealtimeLimits? realtime = null)
    {
        var world = await AccountWorld.OpenAsync(options, realtime: realtime);
        var hash = await world.Bench.HashAsync("12345678");
        await world.SetAsync(AccountWorld.Ana, r => r["password"] = Value.Text(hash));
        var silent = Schemas.Members("silent");
        await world.Bench.AddAsync(silent with { Auth = silent.Auth! with { PasswordAuth = new PasswordAuthOptions(false, ["email"]) } });
        await world.Bench.Services.Superusers.CreateAsync("boss@example.com", "boss-secret", Ct);
        var port = FreePort();
        var app = BasaltServer.Create(world.Bench.Services, new BasaltServerOptions { Http = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}") });
        await app.StartAsync(Ct);
        return new AuthServer(world, app, port);
    }

    /// <param name="who">ana, boss or nobody ("").</param>
    public async Task<string?> TokenOfAsync(string who)
    {
        if (who.Length == 0) return null;
        var (path, body) = who == "boss" ? ("_superusers", BossBody) : ("members", AnasBody);
        return (await SendAsync("POST", path + "/auth-with-password", body)).Json.GetProperty("token").GetString();
    }

    public async Task<(int Status, JsonElement Json)> SendAsync(
        string method, string path, string body, string contentType = "application/json", string? token = null)
    {
        using var response = await RespondAsync(method, $"/api/collections/{path}", body, contentType, token);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    /// <param name="path">The whole path.</param>
    public async Task<HttpResponseMessage> RespondAsync(
        string method, string path, string body, string contentType = "application/json", string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{_port}{path}");
        if (method is not ("GET" or "HEAD"))
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct); // an event stream has no end
    }

    /// <param name="path">The whole path.</param>
    public async Task<int> StatusAsync(string method, string path, string body, string? token, params (string Name, string Value)[] headers)
    {
        using var response = await RespondAsync(method, path, body, "application/json", token, headers);
        return (int)response.StatusCode;
    }

    /// <summary>Asks as somebody (see <see cref="TokenOfAsync"/>) and gives the status, and of a refusal the codes by field or else the message.</summary>
    public async Task<string> OutcomeAsync(string path, string body, string who = "")
    {
        var (status, json) = await SendAsync("POST", path, body, token: await TokenOfAsync(who));
        if (status < 400) return $"{status}";
        if (!json.TryGetProperty("data", out var data)) return $"{status} {json.GetRawText()}";
        var codes = data.EnumerateObject().Select(p => $"{p.Name} {p.Value.GetProperty("code").GetString()}").ToList();
        return $"{status} " + (codes.Count > 0 ? string.Join(", ", codes.Order(StringComparer.Ordinal)) : json.GetProperty("message").GetString());
    }

    /// <summary>Sends the same request fifty times at once.</summary>
    /// <returns>How often each status came.</returns>
    public async Task<Dictionary<int, int>> RaceAsync(string path, string body)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => SendAsync("POST", path, body))));
        return answers.CountBy(a => a.Status).ToDictionary();
    }

    /// <summary>What was mailed since the last look, each as <c>to: subject</c>.</summary>
    public async Task<List<string>> MailedAsync() => [.. (await NewMailsAsync()).Select(m => $"{m.To}: {m.Subject}")];

    public async Task<List<Basalt.Mail.MailMessage>> NewMailsAsync()
    {
        await World.Bench.Services.Mails.DrainAsync();
        return World.Bench.Mails.Take();
    }

    /// <summary>The token in the link of the only mail that was sent since the last look.</summary>
    public async Task<string> MailedTokenAsync()
    {
        var html = Assert.Single(await NewMailsAsync()).Html;
        var from = html.IndexOf("/_/#/auth/", StringComparison.Ordinal);
        return html[from..html.IndexOf('"', from)].Split('/')[^1];
    }

    /// <summary>With two headers, which an ordinary client would join.</summary>
    public async Task<int> RawRefreshAsync(string first, string second)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Ct);
        var stream = client.GetStream();
        var request = $"POST /api/collections/members/auth-refresh HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\nAuthorization: {first}\r\nAuthorization: {second}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync(Ct))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await World.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
