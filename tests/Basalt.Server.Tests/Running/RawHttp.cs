using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Basalt.Server.Tests.Running;

/// <summary>A client without manners: sends the bytes it is given, and reads what comes until the server closes.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A request with the length that belongs to its body, asking the server to close afterwards.</summary>
    public static byte[] Request(string method, string target, ReadOnlySpan<byte> body, string contentType = "application/json", params IReadOnlyList<string> headers)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        foreach (var header in headers) head.Append(header).Append("\r\n");
        if (!body.IsEmpty || method is "POST" or "PATCH" or "PUT") head.Append($"Content-Type: {contentType}\r\nContent-Length: {body.Length}\r\n");
        head.Append("\r\n");
        return [.. Encoding.Latin1.GetBytes(head.ToString()), .. body];
    }

    public static byte[] Request(string method, string target, string body = "", params IReadOnlyList<string> headers) =>
        Request(method, target, Encoding.UTF8.GetBytes(body), headers: headers);

    /// <summary>Status 0: the server closed without an answer.</summary>
    public static async Task<Answer> SendAsync(int port, byte[] request, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limited.Token);
        var stream = client.GetStream();
        var sending = SendBodyAsync(stream, request, limited.Token);
        using var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, limited.Token);
        }
        catch (IOException)
        {
            // The server closed while we were still sending: what it said before that is the answer.
        }

        await sending;
        return Parse(received.ToArray());
    }

    private static async Task SendBodyAsync(NetworkStream stream, byte[] request, CancellationToken ct)
    {
        try
        {
            await stream.WriteAsync(request, ct);
        }
        catch (IOException)
        {
            // An early refusal closes the connection under a body nobody wants.
        }
    }

    private static Answer Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) return new Answer(0, text);
        var body = text[(end + 4)..];
        var chunked = text[..end].Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        return new Answer(int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), chunked ? Unchunk(body) : body);
    }

    private static string Unchunk(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var whole = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var line = Array.IndexOf(bytes, (byte)'\r', at);
            var size = int.Parse(Encoding.ASCII.GetString(bytes, at, line - at), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
            if (size == 0) break;
            whole.Write(bytes, line + 2, size);
            at = line + 2 + size + 2;
        }

        return Encoding.UTF8.GetString(whole.ToArray());
    }
}
