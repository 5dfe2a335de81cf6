using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Basalt.Bench.Limit;

/// <summary>The endpoints: the same URLs and the same JSON as the product, for the requests of the workloads and no others.</summary>
internal static class Server
{
    private const string Records = "/api/collections/posts/records";

    public static async Task RunAsync(IStore store, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, store));
        await app.RunAsync();
    }

    private static Task AnswerAsync(HttpContext context, IStore store)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/api/health") return context.Response.WriteAsync("{\"status\":200}", context.RequestAborted);
        if (!path.StartsWith(Records, StringComparison.Ordinal)) return Missing(context);
        if (HttpMethods.IsPost(context.Request.Method)) return CreateAsync(context, store);
        return path.Length > Records.Length ? ViewAsync(context, store, path[(Records.Length + 1)..]) : ListAsync(context, store);
    }

    private static async Task ViewAsync(HttpContext context, IStore store, string id)
    {
        await (await store.ViewAsync(id) is { } post ? Write(context, post) : Missing(context));
    }

    private static async Task ListAsync(HttpContext context, IStore store)
    {
        // The only two lists of the workloads: published posts, and posts of a team of authors.
        var filter = context.Request.Query["filter"].ToString();
        var withTotal = !context.Request.Query.ContainsKey("skipTotal");
        await using (var json = Begin(context))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            await (filter.Contains("author.team", StringComparison.Ordinal) ? store.ListOfTeamAsync(filter.Split('"')[1], json) : store.ListPublishedAsync(json));
            json.WriteEndArray();
            var total = withTotal ? await store.CountPublishedAsync() : -1;
            json.WriteNumber("page", 1);
            json.WriteNumber("perPage", IStore.PageSize);
            json.WriteNumber("totalItems", total);
            json.WriteNumber("totalPages", withTotal ? (total + IStore.PageSize - 1) / IStore.PageSize : -1);
            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task CreateAsync(HttpContext context, IStore store)
    {
        Post post;
        using (var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))
        {
            post = Post.FromBody(body.RootElement);
        }

        await store.InsertAsync(post);
        await Write(context, post);
    }

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task Write(HttpContext context, Post post)
    {
        using (var json = Begin(context)) post.WriteTo(json);
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    private static Utf8JsonWriter Begin(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
    }
}
