using System.IO.Enumeration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Basalt.Server.Hosting;

/// <summary>CORS as the protocol has it (system page, section 3): no credentials, every OPTIONS answered.</summary>
internal sealed class CrossOrigin(IReadOnlyList<string> origins)
{
    private static readonly StringValues Vary = "Origin";
    private static readonly StringValues PreflightVary = new(["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"]);
    private static readonly StringValues Methods = "GET,HEAD,PUT,PATCH,POST,DELETE";
    private static readonly StringValues Everybody = "*";
    private static readonly StringValues MaxAgeSeconds = "7200"; // the longest that browsers accept

    private readonly bool _allowsAll = origins.Contains("*");

    public void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Vary = Vary;
        var origin = http.Request.Headers.Origin;
        if (origin.Count == 0) return;
        if (Allowed(origin.ToString()) is { Count: > 0 } allowed) headers.AccessControlAllowOrigin = allowed;
    }

    public void ApplyPreflight(HttpContext http)
    {
        Apply(http);
        var headers = http.Response.Headers;
        if (headers.AccessControlAllowOrigin.Count == 0) return;
        headers.Vary = PreflightVary;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = MaxAgeSeconds;
        if (http.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked) headers.AccessControlAllowHeaders = asked;
    }

    private StringValues Allowed(string origin)
    {
        if (_allowsAll) return Everybody;
        foreach (var pattern in origins)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, origin, ignoreCase: false)) return origin;
        }

        return default;
    }
}
