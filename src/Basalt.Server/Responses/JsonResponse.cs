using Basalt.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Responses;

/// <summary>Sends finished JSON. Answers are complete before their first byte leaves, so that an error never follows half an answer.</summary>
internal static class JsonResponse
{
    private const string MediaType = "application/json";

    /// <param name="fields">The request's <c>fields</c> parameter; null or "" for everything.</param>
    public static async Task SendAsync(HttpContext http, JsonBuffer json, int status = StatusCodes.Status200OK, string? fields = null)
    {
        if (string.IsNullOrEmpty(fields))
        {
            await SendAsync(http, json.WrittenMemory, status);
            return;
        }

        using var picked = new JsonBuffer(json.Length);
        FieldPicker.Pick(json.WrittenMemory, FieldSelection.Parse(fields), picked);
        await SendAsync(http, picked.WrittenMemory, status);
    }

    private static async Task SendAsync(HttpContext http, ReadOnlyMemory<byte> json, int status)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
