using Basalt.Errors;
using Basalt.Records;
using Basalt.Responses;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Storage;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Records;

/// <summary>Records of a collection: list, view, create, update and delete under its rules.</summary>
internal static class RecordEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapRecords(this IEndpointRouteBuilder app)
    {
        var records = app.MapGroup("/api/collections/{collection}/records");
        records.MapMethods("", GetAndHead, (RequestDelegate)List).CountedAs(RateLimitedRoute.OfReading("list"));
        records.MapMethods("/{id}", GetAndHead, (RequestDelegate)View).CountedAs(RateLimitedRoute.OfReading("view"));
        records.MapPost("", (RequestDelegate)Create).CountedAs(RateLimitedRoute.OfWriting("create"));
        records.MapPatch("/{id}", (RequestDelegate)Update).CountedAs(RateLimitedRoute.OfWriting("update"));
        records.MapDelete("/{id}", (RequestDelegate)Delete).CountedAs(RateLimitedRoute.OfWriting("delete"));
    }

    private static async Task List(HttpContext http)
    {
        var api = ApiContext.Of(http);
        using var json = new JsonBuffer();
        var (list, fields) = ListParameters.Parse(http.Request.QueryString.Value);
        var request = api.ToRuleRequest(http, await ReadRuleBodyAsync(http));
        var count = await SchemaRetry.RunAsync(api.Services.Storage, schema =>
        {
            json.Clear();
            return api.Services.Queries.ListAsync(schema, Collection(schema, http), list, request, json, http.RequestAborted);
        });
        if (count == 0 && list.Filter.Length > 0 && !api.Caller.IsSuperuser) await api.Services.EmptyLists.DelayAsync(api, http);
        await JsonResponse.SendAsync(http, json, fields: fields);
    }

    private static async Task View(HttpContext http)
    {
        var api = ApiContext.Of(http);
        using var json = new JsonBuffer();
        var request = api.ToRuleRequest(http, await ReadRuleBodyAsync(http));
        var expand = request.Query.Find("expand") ?? "";
        await SchemaRetry.RunAsync(api.Services.Storage, schema =>
        {
            json.Clear();
            return api.Services.Queries.ViewAsync(schema, Collection(schema, http), Id(http), expand, request, json, http.RequestAborted);
        });
        await JsonResponse.SendAsync(http, json, fields: request.Query.Find("fields"));
    }

    private static async Task Create(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var collection = WritableCollection(api, http);
        var body = await BodyReader.ReadAsync(http, BodyLimits.Of(collection), http.RequestAborted);
        RefuseUploads(collection, body);
        var request = api.ToRuleRequest(http, RequestBody.Empty);
        RefuseFields(request);
        var record = await api.Services.Writer.CreateAsync(collection, body.ToDraft(), request, http.RequestAborted);
        await SendAsync(http, api, record, request);
    }

    private static async Task Update(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var collection = WritableCollection(api, http);
        var body = await BodyReader.ReadAsync(http, BodyLimits.Of(collection), http.RequestAborted);
        RefuseUploads(collection, body);
        var request = api.ToRuleRequest(http, RequestBody.Empty);
        RefuseFields(request);
        var record = await api.Services.Writer.UpdateAsync(collection, Id(http), body.ToDraft(), request, http.RequestAborted);
        await SendAsync(http, api, record, request);
    }

    private static async Task Delete(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var collection = Collection(api.Services.Storage.Schema, http);
        var request = api.ToRuleRequest(http, await ReadRuleBodyAsync(http));
        await api.Services.Writer.DeleteAsync(collection, Id(http), request, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Answers with a record that was just written, as its writer may see it.</summary>
    internal static async Task SendAsync(HttpContext http, ApiContext api, Record record, RuleRequest request)
    {
        using var json = new JsonBuffer();
        var services = api.Services;
        var expand = request.Query.Find("expand") ?? "";
        await SchemaRetry.RunAsync(services.Storage, async schema =>
        {
            json.Clear();
            await services.Presenter.WriteAsync(services.Storage, schema, record, expand, request, json, http.RequestAborted);
            return true;
        });
        await JsonResponse.SendAsync(http, json, fields: request.Query.Find("fields"));
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static Collection Collection(SchemaSnapshot schema, HttpContext http) =>
        schema.Find((string)http.Request.RouteValues["collection"]!)
        ?? throw BasaltException.Missing("collection_missing", "Missing collection context.");

    private static Collection WritableCollection(ApiContext api, HttpContext http)
    {
        var collection = api.Services.Storage.Schema.Find((string)http.Request.RouteValues["collection"]!)
            ?? throw BasaltException.Missing("collection_missing", "Missing or invalid collection context.");
        return collection.IsView ? throw BasaltException.Invalid("view_is_read_only", "Unsupported collection type.") : collection;
    }

    private static ValueTask<RequestBody> ReadRuleBodyAsync(HttpContext http) =>
        BodyReader.CanHaveBody(http.Request) ? BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, http.RequestAborted) : new(RequestBody.Empty);

    // Before anything is written: a selection that can't be understood must not be found out after the commit.
    private static void RefuseFields(RuleRequest request)
    {
        if (request.Query.Find("fields") is { Length: > 0 } fields) FieldSelection.Parse(fields);
    }

    private static void RefuseUploads(Collection collection, RequestBody body)
    {
        foreach (var key in body.FileKeys)
        {
            if (collection.FindField(key.Trim('+', '-')) is FileField)
            {
                throw BasaltException.Invalid("uploads_unsupported", "Uploading files is not supported by this version.");
            }
        }
    }
}
