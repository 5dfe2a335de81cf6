using System.IO.Pipelines;
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

    public static async Task RunAsync(string database, int port, string writerKind)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var readers = new ReaderPool(database, Environment.ProcessorCount * 2);
        await using IWriter writer = writerKind == "naive" ? new NaiveWriter(database) : new GroupWriter(database);
        app.Run(context => AnswerAsync(context, readers, writer));
        await app.RunAsync();
    }

    private static Task AnswerAsync(HttpContext context, ReaderPool readers, IWriter writer)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/api/health") return context.Response.WriteAsync("{\"status\":200}", context.RequestAborted);
        if (!path.StartsWith(Records, StringComparison.Ordinal)) return Missing(context);
        if (HttpMethods.IsPost(context.Request.Method)) return CreateAsync(context, writer);
        return path.Length > Records.Length ? View(context, readers, path[(Records.Length + 1)..]) : List(context, readers);
    }

    private static Task View(HttpContext context, ReaderPool readers, string id)
    {
        using var reader = readers.Rent();
        return reader.Value.View(id) is { } post ? Write(context, json => post.WriteTo(json)) : Missing(context);
    }

    private static Task List(HttpContext context, ReaderPool readers)
    {
        // The only two lists of the workloads: published posts, and posts of a team of authors.
        var filter = context.Request.Query["filter"].ToString();
        var withTotal = !context.Request.Query.ContainsKey("skipTotal");
        using var rented = readers.Rent();
        var reader = rented.Value;
        return Write(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            if (filter.Contains("author.team", StringComparison.Ordinal)) reader.ListOfTeam(filter.Split('"')[1], json);
            else reader.ListPublished(json);
            json.WriteEndArray();
            var total = withTotal ? reader.CountPublished() : -1;
            json.WriteNumber("page", 1);
            json.WriteNumber("perPage", Reader.PageSize);
            json.WriteNumber("totalItems", total);
            json.WriteNumber("totalPages", withTotal ? (total + Reader.PageSize - 1) / Reader.PageSize : -1);
            json.WriteEndObject();
        });
    }

    private static async Task CreateAsync(HttpContext context, IWriter writer)
    {
        Post post;
        using (var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))
        {
            post = Post.FromBody(body.RootElement);
        }

        await writer.InsertAsync(post);
        await Write(context, json => post.WriteTo(json));
    }

    private static Task Missing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task Write(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json";
        PipeWriter body = context.Response.BodyWriter;
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true })) write(json);
        return body.FlushAsync(context.RequestAborted).AsTask();
    }
}
