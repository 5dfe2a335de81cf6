using System.Text;

namespace Basalt.Server.Tests.Running;

/// <summary>One event as it came.</summary>
/// <param name="Text">Its bytes, up to the empty line.</param>
internal sealed record StreamEvent(string Text)
{
    public string Name => Field("event:");

    public string Data => Field("data:");

    private string Field(string start) => Text.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];
}

/// <summary>An open event stream, read as it comes: nothing of its framing is forgiven.</summary>
internal sealed class EventStreamClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly Stream _stream;

    private EventStreamClient(HttpClient client, HttpResponseMessage response, Stream stream)
    {
        _client = client;
        Response = response;
        _stream = stream;
    }

    public HttpResponseMessage Response { get; }

    /// <summary>As the first event told it.</summary>
    public string Id { get; private set; } = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Opens a stream and reads its first event.</summary>
    public static async Task<EventStreamClient> OpenAsync(Uri server, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, "/api/realtime"));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(200, (int)response.StatusCode);
        var stream = new EventStreamClient(client, response, await response.Content.ReadAsStreamAsync(Ct));
        var first = (await stream.NextAsync())!;
        stream.Id = first.Text.Split('\n')[0]["id:".Length..];
        Assert.Equal($$"""id:{{stream.Id}}{{'\n'}}event:PB_CONNECT{{'\n'}}data:{"clientId":"{{stream.Id}}"}""", first.Text);
        return stream;
    }

    /// <summary>The next event or comment; null at the end of the stream.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        var bytes = new List<byte>();
        var next = new byte[1];
        while (await _stream.ReadAsync(next, Ct).AsTask().WaitAsync(Patience, Ct) > 0)
        {
            bytes.Add(next[0]);
            if (bytes is [.., (byte)'\n', (byte)'\n']) return new StreamEvent(Encoding.UTF8.GetString([.. bytes])[..^2]);
        }

        Assert.Empty(bytes);
        return null;
    }

    public void Dispose()
    {
        Response.Dispose();
        _client.Dispose();
    }
}
