using Basalt.Auth;
using Basalt.Server.Hosting;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Auth;

/// <summary>Signing in: how accounts can, doing it by any registered method, refreshing a token, and standing in for somebody.</summary>
internal static class AuthEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapAuth(this IEndpointRouteBuilder app, SignInService signIns)
    {
        var accounts = app.MapGroup("/api/collections/{collection}");
        accounts.MapMethods("/auth-methods", GetAndHead, (RequestDelegate)Methods).CountedAs(RateLimitedRoute.OfAccounts("listAuthMethods"));
        foreach (var method in signIns.Methods)
        {
            accounts.MapPost($"/auth-with-{method.Name}", (RequestDelegate)(http => SignIn(http, method)))
                .CountedAs(RateLimitedRoute.OfAccounts(method.RateLimitTag, "auth"));
        }

        accounts.MapPost("/auth-refresh", (RequestDelegate)Refresh).CountedAs(RateLimitedRoute.OfAccounts("authRefresh"));
        accounts.MapPost("/request-otp", (RequestDelegate)RequestOtp).CountedAs(RateLimitedRoute.OfAccounts("requestOTP"));
        accounts.MapPost("/impersonate/{id}", (RequestDelegate)Impersonate);
    }

    private static async Task Methods(HttpContext http)
    {
        var api = ApiContext.Of(http);
        using var json = new JsonBuffer();
        AuthMethodsJson.Write(AuthCollections.Required(api, http).Auth!, json);
        await JsonResponse.SendAsync(http, json, fields: new QueryTexts(http.Request.QueryString.Value).Find("fields"));
    }

    private static async Task SignIn(HttpContext http, ISignInMethod method)
    {
        var api = ApiContext.Of(http);
        var collection = AuthCollections.Required(api, http);
        method.RequireEnabled(collection);
        var body = await AccountBody.ReadAsync(http);
        var request = SignIns.RequestOf(api, http, body);
        var result = await api.Services.SignIns.SignInAsync(method, collection, body, request, http.RequestAborted);
        await SignIns.AnswerAsync(http, api, result, request.Rules);
    }

    private static async Task Refresh(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var record = AuthRefresh.RequireRecordOf(AuthCollections.Any(api, http), api.Caller);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, http.RequestAborted);
        var request = api.ToRuleRequest(http, body);
        var token = CallerResolver.TokenOf(RequestPipeline.AuthorizationOf(http));
        var refreshed = await api.Services.AuthRefresh.RefreshAsync(record, token, request, http.RequestAborted);
        await SignIns.AnswerAsync(http, api, new SignInResult.Completed(record, refreshed), request);
    }

    private static async Task RequestOtp(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var collection = AuthCollections.Required(api, http);
        OtpRequests.RequireEnabled(collection);
        var body = await AccountBody.ReadAsync(http);
        var id = await api.Services.OtpRequests.RequestAsync(collection, body.Text("email"), http.RequestAborted);
        using var json = new JsonBuffer();
        json.Raw("{\"otpId\":"u8);
        json.String(id);
        json.Raw((byte)'}');
        await JsonResponse.SendAsync(http, json, fields: new QueryTexts(http.Request.QueryString.Value).Find("fields"));
    }

    private static async Task Impersonate(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var collection = AuthCollections.RequiredAlone(api, http);
        var impersonation = api.Services.Impersonation;
        var record = await impersonation.FindAsync(collection, (string)http.Request.RouteValues["id"]!, http.RequestAborted);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, AccountBody.LoadingFailed);
        var token = impersonation.Impersonate(api.Caller.Record!, record, AccountBody.WholeNumber(body, "duration"));
        await SignIns.AnswerAsync(http, api, new SignInResult.Completed(record, token), api.ToRuleRequest(http, body));
    }
}
