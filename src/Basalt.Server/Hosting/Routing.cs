using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Hosting;

/// <summary>Where the protocol is stricter than routing: a trailing slash names another resource, and so does a path in another case.</summary>
internal static class Routing
{
    /// <summary>False for a path under <c>/api/</c> that is served only because routing forgives.</summary>
    public static bool IsExact(PathString path)
    {
        var text = path.Value!;
        var isApi = text.StartsWith("/api/", StringComparison.OrdinalIgnoreCase);
        return !isApi || text[^1] != '/' && text.StartsWith("/api/", StringComparison.Ordinal);
    }
}
