using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Hosting;

/// <summary>Marks an endpoint whose successes are not in the access log. Source: the protocol, system page, section 6.</summary>
internal sealed class QuietSuccess
{
    private static readonly QuietSuccess Mark = new();

    /// <summary>Whether the answer is one that is not logged.</summary>
    public static bool Keeps(HttpContext http) =>
        http.Response.StatusCode < StatusCodes.Status400BadRequest && http.GetEndpoint()?.Metadata.GetMetadata<QuietSuccess>() is not null;

    public static void Of(IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(Mark);
}
