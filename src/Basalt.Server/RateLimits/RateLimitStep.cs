using Basalt.Errors;
using Basalt.RateLimits;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.RateLimits;

/// <summary>
/// The step of the pipeline that counts a request and may refuse it. It sees where the request goes, who asks and from where, and never its
/// body: nobody makes room for himself by sending something else.
/// </summary>
internal static class RateLimitStep
{
    /// <summary>Call only where rate limits are on.</summary>
    /// <returns>Null when the request may go on.</returns>
    public static BasaltException? Refusal(HttpContext http, ApiContext api)
    {
        if (api.Caller.IsSuperuser) return null;
        var route = Routing.IsExact(http.Request.Path) ? http.GetEndpoint()?.Metadata.GetMetadata<RateLimitedRoute>() : null;
        if (route is null) return Count(api, http.Request.Method, http.Request.Path.Value!, null, null);
        var collection = api.Services.Storage.Schema.Find((string)http.Request.RouteValues["collection"]!);
        if (collection is null || route.RefusesFirst(http.Request, collection)) return null;
        return Count(api, http.Request.Method, http.Request.Path.Value!, collection, route.Action);
    }

    /// <inheritdoc cref="Refusal"/>
    public static BasaltException? Count(ApiContext api, string method, string path, Collection? collection, RateLimitedAction? action) =>
        api.Services.RateLimiters.Of(api.Settings).Count(new RateLimitedRequest
        {
            Method = method,
            Path = path,
            IsGuest = api.Caller.IsGuest,
            Client = api.ClientAddress,
            Collection = collection,
            Action = action,
        });
}
