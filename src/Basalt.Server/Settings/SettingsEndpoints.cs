using System.Text.Encodings.Web;
using System.Text.Json;
using Basalt.Responses;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Settings;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Settings;

/// <summary>The settings of the installation, for superusers (the protocol, system page, section 8). Secrets go in and never out.</summary>
internal static class SettingsEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/api/settings", GetAndHead, (RequestDelegate)View);
        app.MapPatch("/api/settings", (RequestDelegate)Update);
    }

    private static async Task View(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        await SendAsync(http, await api.Services.Settings.GetAsync(http.RequestAborted), Fields(http));
    }

    private static async Task Update(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var fields = Fields(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, "An error occurred while loading the submitted data.");
        await SendAsync(http, await api.Services.Settings.SaveAsync(body.Values, http.RequestAborted), fields);
    }

    private static async Task SendAsync(HttpContext http, ServerSettings settings, string? fields)
    {
        using var buffer = new JsonBuffer();
        await using (var json = new Utf8JsonWriter(buffer, Plain)) new SettingsJsonWriter(json, withSecrets: false).Write(settings);
        await JsonResponse.SendAsync(http, buffer, fields: fields);
    }

    // Read before anything is written: a selection that can't be understood must not be found out after the commit.
    private static string? Fields(HttpContext http)
    {
        var fields = new QueryTexts(http.Request.QueryString.Value).Find("fields");
        if (!string.IsNullOrEmpty(fields)) FieldSelection.Parse(fields);
        return fields;
    }
}
