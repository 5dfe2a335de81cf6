using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Basalt.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Basalt.Server.Realtime;

/// <summary>Server-sent events (WHATWG HTML, section 9.2) as the protocol frames them: the realtime page, sections 1.1 and 1.2.</summary>
internal static class EventStream
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Unbuffered = "no";

    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = NoStore;
        response.Headers["X-Accel-Buffering"] = Unbuffered;
    }

    /// <summary>Sends what comes until the client goes or is ended.</summary>
    public static async Task SendAsync(HttpContext http, RealtimeClient client)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, client.Ended);
        var body = http.Response.BodyWriter;
        var isWriting = true;
        try
        {
            await http.Response.StartAsync(end.Token); // the body's writer has no room before that
            isWriting = false;
            await foreach (var message in client.ReadAsync(end.Token))
            {
                isWriting = true;
                Write(body, client.Id, message);
                await body.FlushAsync(end.Token);
                isWriting = false;
            }
        }
        catch (OperationCanceledException) when (client.Ended.IsCancellationRequested)
        {
            if (isWriting) http.Abort(); // whoever does not read would hold up the end of the answer as well
        }
    }

    private static void Write(PipeWriter body, string id, RealtimeMessage message)
    {
        if (message == RealtimeMessage.KeepAlive)
        {
            body.Write(":\n\n"u8);
            return;
        }

        body.Write("id:"u8);
        Encoding.ASCII.GetBytes(id, body);
        body.Write("\nevent:"u8);
        Encoding.UTF8.GetBytes(message.Name, body);
        body.Write("\ndata:"u8);
        body.Write(message.Data.Span);
        body.Write("\n\n"u8);
    }
}
