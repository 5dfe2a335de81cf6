using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Collections;

/// <summary>The schema, for superusers (the protocol, collections page).</summary>
internal static class CollectionEndpoints
{
    private const string InvalidFormat = "Failed to load the submitted data due to invalid formatting.";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapCollections(this IEndpointRouteBuilder app)
    {
        var collections = app.MapGroup("/api/collections");
        collections.MapMethods("", GetAndHead, (RequestDelegate)List);
        collections.MapMethods("/{collection}", GetAndHead, (RequestDelegate)View);
        collections.MapPost("", (RequestDelegate)Create);
        collections.MapPatch("/{collection}", (RequestDelegate)Update);
        collections.MapDelete("/{collection}", (RequestDelegate)Delete);
        collections.MapDelete("/{collection}/truncate", (RequestDelegate)Truncate);
        collections.MapPut("/import", (RequestDelegate)Import);
        collections.MapMethods("/meta/scaffolds", GetAndHead, (RequestDelegate)ListScaffolds);
        collections.MapMethods("/meta/oauth2-providers", GetAndHead, (RequestDelegate)ListProviders);
        collections.MapPost("/meta/dry-run-view", (RequestDelegate)DryRunView);
    }

    private static Task List(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var (list, _) = ListParameters.Parse(http.Request.QueryString.Value);
        var (items, total) = CollectionList.Find(api.Services.Storage.Schema, list, api.Services.Clock);
        return CollectionAnswers.SendListAsync(http, items, total, list);
    }

    private static Task View(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        return CollectionAnswers.SendAsync(http, api.Services.Collections.Find(Name(http)));
    }

    private static async Task Create(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, "Failed to load the collection type data due to invalid formatting.");
        await CollectionAnswers.SendAsync(http, await api.Services.Collections.CreateAsync(body.Values, http.RequestAborted));
    }

    private static async Task Update(HttpContext http)
    {
        var collections = SuperuserOnly.Check(http).Services.Collections;
        var id = collections.Find(Name(http)).Id;
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, InvalidFormat);
        await CollectionAnswers.SendAsync(http, await collections.UpdateAsync(id, body.Values, http.RequestAborted));
    }

    private static async Task Delete(HttpContext http)
    {
        await SuperuserOnly.Check(http).Services.Collections.DeleteAsync(Name(http), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Truncate(HttpContext http)
    {
        await SuperuserOnly.Check(http).Services.Collections.TruncateAsync(Name(http), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task Import(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, InvalidFormat);
        await api.Services.Collections.ImportAsync(body.Values, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task ListScaffolds(HttpContext http)
    {
        SuperuserOnly.Check(http);
        return CollectionAnswers.SendScaffoldsAsync(http, Scaffolds.Create());
    }

    private static Task ListProviders(HttpContext http)
    {
        SuperuserOnly.Check(http);
        return CollectionAnswers.SendProvidersAsync(http);
    }

    private static async Task DryRunView(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, InvalidFormat);
        await CollectionAnswers.SendAsync(http, await api.Services.Collections.DryRunViewAsync(body.Values, http.RequestAborted));
    }

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["collection"]!;
}
