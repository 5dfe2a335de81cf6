using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Basalt.Errors;
using Basalt.Server.Hosting;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Requests;

/// <summary>Reads a request's body in any of the protocol's formats (records page, section 6.1), never more than the limit.</summary>
internal static class BodyReader
{
    /// <summary>32 MiB. Source: the protocol, records page, section 6.8.</summary>
    public const long DefaultLimitBytes = 32 * 1024 * 1024;

    // Deeper JSON is refused while parsing. The deepest documents people store are far below this.
    private const int MostLevels = 512;

    /// <summary>Reads it, and looks again at who asks: the client decides how long its body takes.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.TooLarge"/>; <see cref="ErrorKind.Invalid"/>: unsupported type, bad syntax,
    /// no object; <see cref="ErrorKind.Unauthenticated"/> or <see cref="ErrorKind.Denied"/>: the caller was thrown out meanwhile.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, long limitBytes, CancellationToken ct)
    {
        var body = await ReadFromClientAsync(http, limitBytes, ct);
        await ApiContext.Of(http).ConfirmCallerAsync(http, ct);
        return body;
    }

    /// <summary>Reads it for an endpoint that says in words of its own that a body can't be read.</summary>
    /// <inheritdoc cref="ReadAsync(HttpContext, long, CancellationToken)" path="/exception"/>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, long limitBytes, string failure)
    {
        try
        {
            return await ReadAsync(http, limitBytes, http.RequestAborted);
        }
        catch (BasaltException unreadable) when (unreadable.Kind == ErrorKind.Invalid)
        {
            throw BasaltException.Invalid(unreadable.Code, failure, inner: unreadable);
        }
    }

    /// <summary>Reads it without a look at anybody.</summary>
    internal static async ValueTask<RequestBody> ReadFromClientAsync(HttpContext http, long limitBytes, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentLength > limitBytes) throw TooLarge();
        if (request.ContentLength == 0 || (request.ContentLength is null && !CanHaveBody(request))) return RequestBody.Empty;
        var type = request.ContentType ?? "";
        if (type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return await FormReader.ReadMultipartAsync(http, limitBytes, ct);
        var bytes = await ReadAllAsync(request, limitBytes, ct);
        if (bytes.Length == 0) return RequestBody.Empty;
        if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) return ParseJson(http, bytes);
        if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)) return FormReader.ReadUrlEncoded(http, bytes);
        throw BasaltException.Invalid("unsupported_content_type", "Unsupported Content-Type.");
    }

    /// <summary>Whether a body follows although its length is not announced: a chunked one, or any on HTTP/2.</summary>
    public static bool CanHaveBody(HttpRequest request) =>
        request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0 ||
        IsFramed(request.Protocol) && !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>One JSON object; null counts as an empty one.</summary>
    public static RequestBody ParseJson(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        var document = Parse(bytes);
        http.Response.RegisterForDispose(document);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Null) return RequestBody.Empty;
        if (root.ValueKind != JsonValueKind.Object) throw Malformed();
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject()) values[property.Name] = property.Value; // of a repeated key the last counts
        return new RequestBody(values);
    }

    public static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span)) throw Malformed();
        try
        {
            return JsonDocument.Parse(LoneSurrogates.Replace(bytes), new JsonDocumentOptions { MaxDepth = MostLevels });
        }
        catch (JsonException syntax)
        {
            throw Malformed(syntax);
        }
    }

    public static BasaltException TooLarge() => new(ErrorKind.TooLarge, "body_too_large");

    public static BasaltException Malformed(Exception? inner = null) => BasaltException.Invalid("invalid_body", "", null, inner);

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(HttpRequest request, long limitBytes, CancellationToken ct)
    {
        var body = request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.Buffer.Length > limitBytes) throw TooLarge();
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsFramed(string protocol) => !HttpProtocol.IsHttp11(protocol) && !HttpProtocol.IsHttp10(protocol);
}
