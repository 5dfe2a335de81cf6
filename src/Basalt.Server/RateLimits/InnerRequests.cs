using Basalt.RateLimits;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Batch;
using Basalt.Server.Hosting;

namespace Basalt.Server.RateLimits;

/// <summary>
/// Writes that a request makes besides itself, such as the items of a batch: each is counted as the record route that would do the same,
/// apart from requests to that route.
/// </summary>
internal static class InnerRequests
{
    private static readonly RateLimitedAction Create = new("create");
    private static readonly RateLimitedAction Update = new("update");
    private static readonly RateLimitedAction Delete = new("delete");

    /// <summary>Counts each item once, however often its batch begins anew. Null where nobody counts.</summary>
    public static BatchAdmission? OfBatch(ApiContext api, IReadOnlyList<BatchItem> items)
    {
        if (!IsCounted(api)) return null;
        var counted = new bool[items.Count];
        return (index, collection, action) =>
        {
            if (counted[index]) return;
            counted[index] = true;
            Admit(api, items[index].Url.Split('?', 2)[0], collection, action);
        };
    }

    /// <summary>Counts an account that a first sign-in makes. Null where nobody counts.</summary>
    public static Action<Collection>? OfSignUp(ApiContext api) =>
        IsCounted(api) ? collection => Admit(api, $"/api/collections/{collection.Name}/records", collection, WriteAction.Create) : null;

    private static bool IsCounted(ApiContext api) => api.Settings.RateLimits.Enabled && !api.Caller.IsSuperuser;

    private static void Admit(ApiContext api, string path, Collection collection, WriteAction action)
    {
        var (method, counted) = action switch
        {
            WriteAction.Create => ("POST", Create),
            WriteAction.Update => ("PATCH", Update),
            WriteAction.Delete => ("DELETE", Delete),
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, "is no write"),
        };
        if (RateLimitStep.Count(api, method, path, collection, counted) is { } refusal) throw refusal;
    }
}
