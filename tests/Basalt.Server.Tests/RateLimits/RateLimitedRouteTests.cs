using Basalt.Schema;
using Basalt.Server.RateLimits;
using Basalt.Server.Tests.Records;
using Basalt.Server.Tests.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Tests.RateLimits;

/// <summary>Every route is limited by its tags, or by its path where it has none. The tags are those of the protocol.</summary>
public sealed class RateLimitedRouteTests(RouteServer routes) : IClassFixture<RouteServer>
{
    private const string ByBoss = "a token of a superuser";
    private const string Group = "/api/collections/{collection}";

    private static readonly Dictionary<string, string> Tags = new()
    {
        [$"GET {Group}/records"] = "list",
        [$"GET {Group}/records/{{id}}"] = "view",
        [$"POST {Group}/records"] = "create",
        [$"PATCH {Group}/records/{{id}}"] = "update",
        [$"DELETE {Group}/records/{{id}}"] = "delete",
        [$"GET {Group}/auth-methods"] = "listAuthMethods",
        [$"POST {Group}/auth-with-password"] = "authWithPassword auth",
        [$"POST {Group}/auth-with-oauth2"] = "authWithOAuth2 auth",
        [$"POST {Group}/auth-with-otp"] = "authWithOTP auth",
        [$"POST {Group}/auth-refresh"] = "authRefresh",
        [$"POST {Group}/request-otp"] = "requestOTP",
        [$"POST {Group}/request-password-reset"] = "requestPasswordReset",
        [$"POST {Group}/confirm-password-reset"] = "confirmPasswordReset",
        [$"POST {Group}/request-verification"] = "requestVerification",
        [$"POST {Group}/confirm-verification"] = "confirmVerification",
        [$"POST {Group}/request-email-change"] = "requestEmailChange",
        [$"POST {Group}/confirm-email-change"] = "confirmEmailChange",
    };

    public static TheoryData<string, string> Routes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var route in RouteTable.Cases.DistinctBy(c => c.Route))
            {
                if (Tags.TryGetValue(route.Route, out var tags))
                {
                    foreach (var tag in tags.Split(' ')) data.Add(route.Route, "*:" + tag);
                }

                data.Add(route.Route, $"{route.Method} {route.Path}");
                data.Add(route.Route, route.Path);
                if (route.Path.StartsWith("/api/", StringComparison.Ordinal)) data.Add(route.Route, "/api/");
            }

            return data;
        }
    }

    [Fact]
    public void Every_route_has_the_tags_of_the_protocol()
    {
        var tagged = routes.Server.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RateLimitedRoute>() is not null)
            .ToDictionary(
                endpoint => $"{endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]} {endpoint.RoutePattern.RawText!.TrimEnd('/')}",
                endpoint => string.Join(' ', endpoint.Metadata.GetMetadata<RateLimitedRoute>()!.Action.Tags));

        Assert.Equal(Tags.OrderBy(t => t.Key, StringComparer.Ordinal), tagged.OrderBy(t => t.Key, StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Routes))]
    public async Task A_route_is_limited_for_all_but_superusers(string route, string label)
    {
        var limits = $$"""{"rateLimits":{"enabled":true,"rules":[{"label":"{{label}}","maxRequests":1,"duration":60}]} }""";
        Assert.Equal(200, await routes.SendAsync("PATCH", "/api/settings", limits, ByBoss));
        var request = RouteTable.Cases.First(c => c.Route == route);

        Assert.Equal(request.Guest, await SendAsync("no token"));
        Assert.Equal(429, await SendAsync("no token"));
        Assert.Equal(429, await SendAsync("garbage"));
        Assert.NotEqual(429, await SendAsync(ByBoss));

        Task<int> SendAsync(string credential) => routes.SendAsync(request.Method, request.Path, request.Body, credential);
    }

    public static TheoryData<string, bool, long?, bool> Bodies => new()
    {
        // kind of route, whether the collection is a view, announced bytes; whether the route refuses the request before it is counted
        { "reading", false, null, false },
        { "reading", true, 33_554_432, false },
        { "reading", false, 33_554_433, true },
        { "writing", false, 33_554_432, false },
        { "writing", false, 33_554_433, true },
        { "writing", true, 0, true },
        { "accounts", false, 33_554_433, false },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void What_is_refused_before_the_limit_is_not_counted(string kind, bool isView, long? bytes, bool expected)
    {
        var route = kind switch
        {
            "reading" => RateLimitedRoute.OfReading("list"),
            "writing" => RateLimitedRoute.OfWriting("create"),
            _ => RateLimitedRoute.OfAccounts("authRefresh"),
        };
        var collection = Schemas.Of("posts", Schemas.Open) with { Type = isView ? CollectionType.View : CollectionType.Base };
        var request = new DefaultHttpContext().Request;
        request.ContentLength = bytes;

        Assert.Equal(expected, route.RefusesFirst(request, collection));
    }
}
