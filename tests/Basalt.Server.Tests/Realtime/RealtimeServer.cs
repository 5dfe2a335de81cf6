using System.Text.Json;
using Basalt.Realtime;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Realtime;

/// <summary>An <see cref="AuthServer"/> whose clock stands still, and what tests of realtime say to it in a line each.</summary>
internal sealed class RealtimeServer : IAsyncDisposable
{
    public const string From = "X-Test-IP";

    private readonly List<EventStreamClient> _open = [];

    private RealtimeServer(AuthServer server) => Server = server;

    public AuthServer Server { get; }

    public RealtimeClients Clients => Server.World.Bench.Services.Realtime;

    /// <summary>A server that believes the header <see cref="From"/>.</summary>
    public static async Task<RealtimeServer> StartAsync(RealtimeLimits? limits = null)
    {
        var server = new RealtimeServer(await AuthServer.StartAsync(realtime: limits));
        Assert.Equal(200, await server.Server.StatusAsync("PATCH", "/api/settings", $$$"""{"trustedProxy":{"headers":["{{{From}}}"]}}""", await server.Server.TokenOfAsync("boss")));
        return server;
    }

    public async Task<EventStreamClient> OpenAsync(string address = "192.0.2.1")
    {
        var stream = await EventStreamClient.OpenAsync(Server.Url, (From, address));
        _open.Add(stream);
        return stream;
    }

    /// <summary>A stream that hears these topics.</summary>
    public async Task<EventStreamClient> SubscribedAsync(params string[] topics)
    {
        var stream = await OpenAsync();
        Assert.Equal("204", await SubscribeAsync(stream.Id, topics));
        return stream;
    }

    public IReadOnlyList<string> SubscriptionsOf(EventStreamClient stream) => Clients.Find(stream.Id)!.Subscriptions;

    /// <param name="who">ana, boss or nobody ("").</param>
    public Task<string> SubscribeAsync(string clientId, IReadOnlyList<string> topics, string who = "", string address = "192.0.2.1") =>
        PostAsync(JsonSerializer.Serialize(new { clientId, subscriptions = topics }), who: who, address: address);

    /// <returns>The status, and of a refusal the codes by field or else the message.</returns>
    public async Task<string> PostAsync(string body, string contentType = "application/json", string who = "", string address = "192.0.2.1")
    {
        using var response = await Server.RespondAsync("POST", "/api/realtime", body, contentType, await Server.TokenOfAsync(who), (From, address));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (text.Length == 0) return $"{(int)response.StatusCode}";
        var json = JsonElement.Parse(text);
        var codes = json.GetProperty("data").EnumerateObject().Select(p => p.Value.TryGetProperty("code", out var code) ? $"{p.Name} {code}" : $"{p.Name} {p.Value.GetRawText()}");
        var shown = string.Join(", ", codes);
        return $"{(int)response.StatusCode} {(shown.Length > 0 ? shown : json.GetProperty("message").GetString())}";
    }

    /// <summary>Waits until this many streams are open: that one was closed is found out by the server in its own time.</summary>
    public async Task SettleAsync(int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (Clients.Count != count) await Task.Delay(5, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _open) stream.Dispose();
        await Server.DisposeAsync();
    }
}
