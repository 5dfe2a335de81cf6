using Basalt.RateLimits;
using Basalt.Schema;
using Basalt.Server.Records;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.RateLimits;

/// <summary>Marks an endpoint of a collection: what it is counted as, and what is refused before it is counted.</summary>
internal sealed class RateLimitedRoute
{
    private readonly RouteKind _kind;

    private RateLimitedRoute(RouteKind kind, RateLimitedAction action)
    {
        _kind = kind;
        Action = action;
    }

    public RateLimitedAction Action { get; }

    /// <param name="tags">The one that says most comes first.</param>
    public static RateLimitedRoute OfAccounts(params string[] tags) => new(RouteKind.Accounts, new RateLimitedAction([.. tags]));

    public static RateLimitedRoute OfReading(string tag) => new(RouteKind.Reading, new RateLimitedAction(tag));

    public static RateLimitedRoute OfWriting(string tag) => new(RouteKind.Writing, new RateLimitedAction(tag));

    /// <summary>
    /// Whether the endpoint refuses the request for a reason that comes before the limit. Source: the protocol, records page, section 3;
    /// accounts page, section 0.1.
    /// </summary>
    public bool RefusesFirst(HttpRequest request, Collection collection) => _kind switch
    {
        RouteKind.Reading => request.ContentLength > BodyReader.DefaultLimitBytes,
        RouteKind.Writing => collection.IsView || request.ContentLength > BodyLimits.Of(collection),
        _ => false,
    };

    private enum RouteKind
    {
        Accounts,
        Reading,
        Writing,
    }
}

internal static class RateLimitedRouteExtensions
{
    public static void CountedAs(this IEndpointConventionBuilder endpoint, RateLimitedRoute route) => endpoint.WithMetadata(route);
}
