using Basalt.Auth;
using Basalt.Errors;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>
/// Where a provider sends the popup of an app, by GET or with a form. Whatever it brings, the answer leads to a page that closes the popup: an
/// error would be shown to somebody who can't do anything about it.
/// </summary>
internal static class OAuth2RedirectEndpoints
{
    private const string Route = "/api/oauth2-redirect";
    private const long FormBytesAtMost = 128 * 1024; // what fits into a request line

    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly StringValues Success = "../_/#/auth/oauth2-redirect-success";
    private static readonly StringValues Failure = "../_/#/auth/oauth2-redirect-failure";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoReferrer = "no-referrer";

    public static void MapOAuth2Redirect(this IEndpointRouteBuilder app)
    {
        QuietSuccess.Of(app.MapMethods(Route, GetAndHead, (RequestDelegate)OfQuery));
        QuietSuccess.Of(app.MapPost(Route, (RequestDelegate)OfBody));
    }

    private static Task OfQuery(HttpContext http)
    {
        var query = new QueryTexts(http.Request.QueryString.Value);
        var answer = new OAuth2Answer(query.Find("state") ?? "", query.Find("code") ?? "", query.Find("error") ?? "", query.Find("user") ?? "");
        // HEAD is asked by what looks at links, not by the browser that the provider sends: it must not use up what is sent once.
        Leave(http, StatusCodes.Status307TemporaryRedirect, !HttpMethods.IsHead(http.Request.Method) && Deliver(http, answer));
        return Task.CompletedTask;
    }

    private static async Task OfBody(HttpContext http) =>
        Leave(http, StatusCodes.Status303SeeOther, await ReadAsync(http) is { } answer && Deliver(http, answer));

    private static async Task<OAuth2Answer?> ReadAsync(HttpContext http)
    {
        try
        {
            var body = await BodyReader.ReadAsync(http, FormBytesAtMost, http.RequestAborted);
            return new OAuth2Answer(body.Text("state"), body.Text("code"), body.Text("error"), body.Text("user"));
        }
        catch (BasaltException unreadable) when (unreadable.Kind is ErrorKind.Invalid or ErrorKind.TooLarge)
        {
            return null;
        }
    }

    private static bool Deliver(HttpContext http, OAuth2Answer answer)
    {
        var api = ApiContext.Of(http);
        return api.Services.OAuth2Redirects.Deliver(answer, api.ClientAddress);
    }

    private static void Leave(HttpContext http, int status, bool isDelivered)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.Headers.Location = isDelivered ? Success : Failure;
        response.Headers.CacheControl = NoStore;
        response.Headers["Referrer-Policy"] = NoReferrer; // this address holds the code
    }
}
