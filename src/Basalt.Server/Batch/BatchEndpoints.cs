using System.Globalization;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Responses;
using Basalt.Server.Hosting;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Settings;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Batch;

/// <summary>Several record writes in one request and one transaction (the protocol, records page, section 12).</summary>
internal static class BatchEndpoints
{
    public static void MapBatch(this IEndpointRouteBuilder app) => app.MapPost("/api/batch", (RequestDelegate)Run);

    private static async Task Run(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var settings = (await api.Services.Settings.GetAsync(http.RequestAborted)).Batch;
        if (!settings.IsAllowed) throw BasaltException.Denied("batch_disabled", "Batch requests are not allowed.");
        var body = await ReadAsync(http, settings.BodyLimitBytes);
        var items = BatchForm.Read(body, settings.MaxRequests);
        var fields = Fields(http.Request.QueryString.Value);
        var actions = new BatchActions(api.Caller, new HeaderTexts(http.Request.Headers));
        var writes = items.Select((item, i) => HasUpload(body, i) ? Uploads() : actions.Bind(item)).ToList();
        using var json = new JsonBuffer();
        try
        {
            var records = await RunAsync(api, writes, InnerRequests.OfBatch(api, items), settings, http.RequestAborted);
            await BatchResponse.WriteAsync(api.Services, actions, items, records, json, http.RequestAborted);
            await JsonResponse.SendAsync(http, json, fields: fields);
        }
        catch (BatchFailedException failure)
        {
            BatchResponse.WriteFailure(failure, json);
            await JsonResponse.SendAsync(http, json, StatusCodes.Status400BadRequest);
        }
    }

    // Read before anything is written: a selection that can't be understood must not be found out after the commit.
    private static string? Fields(string? query)
    {
        var fields = new QueryTexts(query).Find("fields");
        if (!string.IsNullOrEmpty(fields)) FieldSelection.Parse(fields);
        return fields;
    }

    private static async Task<IReadOnlyList<Record?>> RunAsync(
        ApiContext api, IReadOnlyList<BatchWrite> writes, BatchAdmission? admission, BatchSettings settings, CancellationToken aborted)
    {
        using var timer = new CancellationTokenSource(settings.Timeout, api.Services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, aborted);
        try
        {
            return await api.Services.Batch.RunAsync(writes, admission, either.Token);
        }
        catch (OperationCanceledException late) when (timer.IsCancellationRequested)
        {
            throw BasaltException.Invalid("batch_timeout", "Batch transaction failed.", null, late);
        }
    }

    private static async ValueTask<RequestBody> ReadAsync(HttpContext http, long limitBytes)
    {
        try
        {
            return await BodyReader.ReadAsync(http, limitBytes, http.RequestAborted);
        }
        catch (BasaltException unreadable) when (unreadable.Kind == ErrorKind.Invalid)
        {
            throw BatchForm.Unreadable(unreadable);
        }
    }

    // requests.0.docs or requests[0].docs
    private static bool HasUpload(RequestBody body, int item)
    {
        var dotted = string.Create(CultureInfo.InvariantCulture, $"requests.{item}.");
        var bracketed = string.Create(CultureInfo.InvariantCulture, $"requests[{item}].");
        return body.FileKeys.Any(key => key.StartsWith(dotted, StringComparison.Ordinal) || key.StartsWith(bracketed, StringComparison.Ordinal));
    }

    private static BatchWrite.Refused Uploads() =>
        new(BasaltException.Invalid("uploads_unsupported", "Uploading files is not supported by this version."));
}
