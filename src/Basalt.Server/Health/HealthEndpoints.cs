using Basalt.Server.Hosting;
using Basalt.Server.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Health;

/// <summary>Whether the server answers. Costs nothing; superusers also learn how it sees their address.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder app) => app.MapMethods("/api/health", GetAndHead, (RequestDelegate)Check);

    private static async Task Check(HttpContext http)
    {
        var api = ApiContext.Of(http);
        using var json = new JsonBuffer();
        json.Raw("{\"message\":\"API is healthy.\",\"code\":200,\"data\":{"u8);
        if (api.Caller.IsSuperuser)
        {
            json.Raw("\"canBackup\":true,\"possibleProxyHeader\":"u8);
            json.String(PossibleProxyHeader(http));
            json.Raw(",\"realIP\":"u8);
            json.String(api.ClientAddress.ToString());
        }

        json.Raw("}}"u8);
        await JsonResponse.SendAsync(http, json, fields: http.Request.Query["fields"]);
    }

    private static string PossibleProxyHeader(HttpContext http)
    {
        string[] names = [.. ApiContext.Of(http).Settings.TrustedProxy.Headers, "CF-Connecting-IP", "Fly-Client-IP", "X-Forwarded-For"];
        return Array.Find(names, name => !string.IsNullOrEmpty(http.Request.Headers[name])) ?? "";
    }
}
