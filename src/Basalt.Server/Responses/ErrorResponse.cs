using System.Globalization;
using Basalt.Errors;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Responses;

/// <summary>Turns a refusal into the protocol's error JSON (records page, section 2). The only place that knows kinds and statuses.</summary>
internal static class ErrorResponse
{
    public const string DefaultMessage = "Something went wrong while processing your request.";

    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Denied => StatusCodes.Status403Forbidden,
        ErrorKind.Missing => StatusCodes.Status404NotFound,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no HTTP status"),
    };

    public static async Task WriteAsync(HttpContext http, BasaltException refusal)
    {
        var status = StatusOf(refusal.Kind);
        if (RetryAfterSeconds(refusal) is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        using var json = new JsonBuffer();
        WriteBody(json, status, refusal.Message, refusal.Tree);
        await JsonResponse.SendAsync(http, json, status);
    }

    // RFC 9110, section 10.2.3: whole seconds.
    private static long? RetryAfterSeconds(BasaltException refusal) =>
        refusal.RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)) : refusal.Kind == ErrorKind.Unavailable ? 1 : null;

    /// <summary>Of a bug nothing is told but that there was one.</summary>
    public static async Task WriteBugAsync(HttpContext http)
    {
        using var json = new JsonBuffer();
        WriteBody(json, StatusCodes.Status500InternalServerError, DefaultMessage, null);
        await JsonResponse.SendAsync(http, json, StatusCodes.Status500InternalServerError);
    }

    public static void WriteBody(JsonBuffer json, BasaltException refusal) =>
        WriteBody(json, StatusOf(refusal.Kind), refusal.Message, refusal.Tree);

    private static void WriteBody(JsonBuffer json, int status, string message, ErrorTree? tree)
    {
        json.Raw("{\"data\":"u8);
        WriteTree(json, tree);
        json.Raw(",\"message\":"u8);
        json.String(Sentence(message.Length > 0 ? message : DefaultOf(status)));
        json.Raw(",\"status\":"u8);
        json.Number(status);
        json.Raw((byte)'}');
    }

    private static void WriteTree(JsonBuffer json, ErrorTree? tree)
    {
        json.Raw((byte)'{');
        foreach (var (name, node) in tree?.Children ?? [])
        {
            json.Name(name);
            if (node.Tree is not null) WriteTree(json, node.Tree);
            else WriteLeaf(json, node.Leaf!);
        }

        json.Raw((byte)'}');
    }

    private static void WriteLeaf(JsonBuffer json, FieldError error)
    {
        json.Raw("{\"code\":"u8);
        json.String(error.Code);
        json.Raw(",\"message\":"u8);
        json.String(Sentence(error.Message));
        if (error.Params is { Count: > 0 } parameters)
        {
            json.Raw(",\"params\":{"u8);
            foreach (var (name, value) in parameters)
            {
                json.Name(name);
                WriteParam(json, value);
            }

            json.Raw((byte)'}');
        }

        json.Raw((byte)'}');
    }

    private static void WriteParam(JsonBuffer json, object value)
    {
        switch (value)
        {
            case bool flag: json.Bool(flag); break;
            case int number: json.Number(number); break;
            case long number: json.Number(number); break;
            case double number: json.Number(number); break;
            case IReadOnlyList<string> texts: json.Texts(texts); break;
            default: json.String(value.ToString()); break;
        }
    }

    private static string DefaultOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Missing or invalid authentication.",
        StatusCodes.Status403Forbidden => "You are not allowed to perform this request.",
        StatusCodes.Status404NotFound => "The requested resource wasn't found.",
        StatusCodes.Status413PayloadTooLarge => "Request entity too large.",
        StatusCodes.Status429TooManyRequests => "Too Many Requests.",
        StatusCodes.Status503ServiceUnavailable => "The server can't answer this right now. Please try again.",
        _ => DefaultMessage,
    };

    private static string Sentence(string text)
    {
        text = text.Trim();
        if (text.Length == 0) return text;
        if (char.IsLower(text[0])) text = char.ToUpperInvariant(text[0]) + text[1..];
        return text[^1] is '.' or '?' or '!' ? text : text + ".";
    }
}
