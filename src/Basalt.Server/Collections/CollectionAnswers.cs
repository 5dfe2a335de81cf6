using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Collections;

/// <summary>JSON of collections on its way to a superuser.</summary>
internal static class CollectionAnswers
{
    // The answers are JSON by type and never sniffed, so that nothing needs escaping for the sake of HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task SendAsync(HttpContext http, Collection collection) => SendAsync(http, json => CollectionJson.Write(json, collection));

    public static Task SendListAsync(HttpContext http, ImmutableArray<Collection> items, int total, ListQuery list) => SendAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var collection in items) CollectionJson.Write(json, collection);
        json.WriteEndArray();
        json.WriteNumber("page", list.Page);
        json.WriteNumber("perPage", list.PerPage);
        json.WriteNumber("totalItems", total);
        json.WriteNumber("totalPages", total < 0 ? -1 : (total + list.PerPage - 1) / list.PerPage);
        json.WriteEndObject();
    });

    public static Task SendAsync(HttpContext http, ViewDryRun run) => SendAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("fields");
        foreach (var field in run.Fields) field.WriteDefinition(json);
        json.WriteEndArray();
        json.WriteStartArray("sample");
        foreach (var row in run.Rows) json.WriteRawValue(row);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static Task SendScaffoldsAsync(HttpContext http, ImmutableArray<Collection> scaffolds) => SendAsync(http, json =>
    {
        json.WriteStartObject();
        foreach (var scaffold in scaffolds)
        {
            json.WritePropertyName(CollectionTypes.Text(scaffold.Type));
            CollectionJson.Write(json, scaffold);
        }

        json.WriteEndObject();
    });

    public static Task SendProvidersAsync(HttpContext http) => SendAsync(http, json =>
    {
        json.WriteStartArray();
        foreach (var (name, displayName) in OAuth2ProviderNames.All)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("displayName", displayName);
            json.WriteString("logo", ProviderLogo.Of(displayName));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static async Task SendAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        using var buffer = new JsonBuffer();
        await using (var json = new Utf8JsonWriter(buffer, Plain)) write(json);
        await JsonResponse.SendAsync(http, buffer, fields: new QueryTexts(http.Request.QueryString.Value).Find("fields"));
    }
}
