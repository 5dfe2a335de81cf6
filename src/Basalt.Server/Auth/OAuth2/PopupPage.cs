using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>What the dashboard's address shows while there is no dashboard: a page that ends a popup, since that is where one is sent.</summary>
internal static class PopupPage
{
    // A browser closes only what a script has opened, so the text stays for everybody else.
    private const string Script = """
        if (location.hash.startsWith('#/auth/oauth2-redirect-')) {
          document.body.textContent = location.hash.endsWith('-success') ? 'Done. You can close this window.' : 'Signing in failed. You can close this window.';
          window.close();
        }
        """;

    private const string Html = $"<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Basalt</title><body>There is no dashboard yet.<script>{Script}</script></body></html>\n";

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Html);
    private static readonly StringValues Policy =
        $"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'; frame-ancestors 'none'";

    public static void MapPopupPage(this IEndpointRouteBuilder app) => app.MapMethods("/_/", GetAndHead, (RequestDelegate)ShowAsync);

    private static async Task ShowAsync(HttpContext http)
    {
        var response = http.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = Bytes.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        await response.BodyWriter.WriteAsync(Bytes, http.RequestAborted);
    }
}
