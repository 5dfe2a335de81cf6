using Basalt.Records;
using Basalt.Responses;
using Basalt.Server.Hosting;
using Basalt.Server.Responses;
using Basalt.Text;

namespace Basalt.Server.Batch;

/// <summary>What a batch is answered: every item's own answer, or the one that failed.</summary>
internal static class BatchResponse
{
    /// <summary>An array with the status and body of each item. Records are expanded as they are after the whole batch.</summary>
    public static async Task WriteAsync(
        BasaltServices services, BatchActions actions, IReadOnlyList<BatchItem> items, IReadOnlyList<Record?> records, JsonBuffer json,
        CancellationToken ct)
    {
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            if (records[i] is not { } record)
            {
                json.Raw("{\"body\":null,\"status\":204}"u8);
                continue;
            }

            json.Raw("{\"body\":"u8);
            await WriteRecordAsync(services, actions, items[i], record, json, ct);
            json.Raw(",\"status\":200}"u8);
        }

        json.Raw((byte)']');
    }

    /// <summary>Only the item that failed is reported.</summary>
    public static void WriteFailure(BatchFailedException failure, JsonBuffer json)
    {
        json.Raw("{\"data\":{\"requests\":{\""u8);
        json.Number(failure.Index);
        json.Raw("\":{\"code\":\"batch_request_failed\",\"message\":\"Batch request failed.\",\"response\":"u8);
        ErrorResponse.WriteBody(json, failure.Refusal);
        json.Raw("}}},\"message\":\"Batch transaction failed.\",\"status\":400}"u8);
    }

    private static async Task WriteRecordAsync(
        BasaltServices services, BatchActions actions, BatchItem item, Record record, JsonBuffer json, CancellationToken ct)
    {
        var request = actions.Request(item);
        var expand = request.Query.Find("expand") ?? "";
        if (request.Query.Find("fields") is not { Length: > 0 } fields)
        {
            await services.Presenter.WriteAsync(services.Storage, services.Storage.Schema, record, expand, request, json, ct);
            return;
        }

        using var whole = new JsonBuffer();
        await services.Presenter.WriteAsync(services.Storage, services.Storage.Schema, record, expand, request, whole, ct);
        FieldPicker.Pick(whole.WrittenMemory, FieldSelection.Parse(fields), json);
    }
}
