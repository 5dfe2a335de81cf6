using Basalt.Errors;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Auth;

/// <summary>The collection that the path of an account endpoint names.</summary>
internal static class AuthCollections
{
    public static Collection Any(ApiContext api, HttpContext http) =>
        Find(api, http) ?? throw BasaltException.Missing("collection_missing", "Missing or invalid collection context.");

    public static Collection Required(ApiContext api, HttpContext http) => OfAccounts(Any(api, http));

    /// <summary>Where a name of nothing is answered as one of another type.</summary>
    public static Collection RequiredAlone(ApiContext api, HttpContext http) => OfAccounts(Find(api, http));

    private static Collection? Find(ApiContext api, HttpContext http) => api.Services.Storage.Schema.Find((string)http.Request.RouteValues["collection"]!);

    private static Collection OfAccounts(Collection? collection) => collection is { IsAuth: true }
        ? collection
        : throw BasaltException.Missing("not_auth_collection", "Missing or invalid auth collection context.");
}
