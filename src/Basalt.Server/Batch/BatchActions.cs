using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Responses;
using Basalt.Rules;
using Basalt.Server.Requests;

namespace Basalt.Server.Batch;

/// <summary>Makes writes of batch items: the only actions are those of the record routes, and upserts.</summary>
internal sealed class BatchActions(Caller caller, IRequestTexts headers)
{
    private const string Prefix = "/api/collections/";

    /// <summary>An item that names no action is refused when its turn comes, after those before it.</summary>
    public BatchWrite Bind(BatchItem item)
    {
        if (!TrySplit(item.Url, out var collection, out var id)) return Unknown();
        var request = Request(item);
        if (RefusedFields(request) is { } refused) return refused;
        var draft = new RecordDraft(item.Body);
        return (request.Method, id.Length > 0) switch
        {
            ("POST", false) => new BatchWrite.Create(collection, draft, request),
            ("PUT", false) => new BatchWrite.Upsert(collection, draft, request),
            ("PATCH", true) => new BatchWrite.Update(collection, id, draft, request),
            ("DELETE", true) => new BatchWrite.Delete(collection, id, request),
            _ => Unknown(),
        };
    }

    /// <summary>The item as rules see it.</summary>
    public RuleRequest Request(BatchItem item) => new()
    {
        Context = "batch",
        Method = item.Method.ToUpperInvariant(),
        Caller = caller,
        Headers = new BatchHeaders(item.Headers, headers),
        Query = new QueryTexts(item.Url.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? item.Url[at..] : null),
        Body = new RequestBody(item.Body).ToRuleValues(),
    };

    // A selection that can't be understood must not be found out after the commit.
    private static BatchWrite.Refused? RefusedFields(RuleRequest request)
    {
        try
        {
            if (request.Query.Find("fields") is { Length: > 0 } fields) FieldSelection.Parse(fields);
            return null;
        }
        catch (BasaltException refusal)
        {
            return new BatchWrite.Refused(refusal);
        }
    }

    // Path values are taken as they are, not percent-decoded.
    private static bool TrySplit(string url, out string collection, out string id)
    {
        (collection, id) = ("", "");
        var path = url.Split('?', 2)[0];
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        var rest = path[Prefix.Length..].Split('/');
        if (rest is not ([{ Length: > 0 }, "records"] or [{ Length: > 0 }, "records", { Length: > 0 }])) return false;
        collection = rest[0];
        if (rest.Length > 2) id = rest[2];
        return true;
    }

    private static BatchWrite.Refused Unknown() =>
        new(BasaltException.Invalid("unknown_batch_action", "Unknown batch request action."));
}
