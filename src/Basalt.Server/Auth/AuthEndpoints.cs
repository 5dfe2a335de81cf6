using Basalt.Auth;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Auth;

/// <summary>Accounts: how they can sign in, signing in by password, and refreshing a token.</summary>
internal static class AuthEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("/api/collections/{collection}");
        accounts.MapMethods("/auth-methods", GetAndHead, (RequestDelegate)Methods);
        accounts.MapPost("/auth-with-password", (RequestDelegate)WithPassword);
        accounts.MapPost("/auth-refresh", (RequestDelegate)Refresh);
    }

    private static async Task Methods(HttpContext http)
    {
        var api = ApiContext.Of(http);
        using var json = new JsonBuffer();
        AuthMethodsJson.Write(AuthCollection(api, http).Auth!, json);
        await JsonResponse.SendAsync(http, json, fields: new QueryTexts(http.Request.QueryString.Value).Find("fields"));
    }

    private static async Task WithPassword(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var collection = AuthCollection(api, http);
        PasswordSignIn.RequireEnabled(collection);
        var body = await AccountBody.ReadAsync(http);
        var credentials = new PasswordCredentials(body.Text("identity"), body.Text("password"), body.Text("identityField"));
        var request = SignIns.RequestOf(api, http, body);
        var result = await api.Services.PasswordSignIn.SignInAsync(collection, credentials, request, http.RequestAborted);
        await SignIns.AnswerAsync(http, api, result, request.Rules);
    }

    private static async Task Refresh(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var record = AuthRefresh.RequireRecordOf(AnyCollection(api, http), api.Caller);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, http.RequestAborted);
        var request = api.ToRuleRequest(http, body);
        var token = CallerResolver.TokenOf(RequestPipeline.AuthorizationOf(http));
        var refreshed = await api.Services.AuthRefresh.RefreshAsync(record, token, request, http.RequestAborted);
        await SignIns.AnswerAsync(http, api, new SignInResult.Completed(record, refreshed), request);
    }

    private static Collection AnyCollection(ApiContext api, HttpContext http) =>
        api.Services.Storage.Schema.Find((string)http.Request.RouteValues["collection"]!)
        ?? throw BasaltException.Missing("collection_missing", "Missing or invalid collection context.");

    private static Collection AuthCollection(ApiContext api, HttpContext http) =>
        AnyCollection(api, http) is { IsAuth: true } collection
            ? collection
            : throw BasaltException.Missing("not_auth_collection", "Missing or invalid auth collection context.");
}
