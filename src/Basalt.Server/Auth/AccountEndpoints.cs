using Basalt.Auth;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Auth;

/// <summary>What accounts do by mail: show that an address is theirs, take another one, choose a new password.</summary>
internal static class AccountEndpoints
{
    private const string Loading = AccountBody.LoadingFailed;

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var accounts = app.MapGroup("/api/collections/{collection}");
        accounts.MapPost("/request-verification", (RequestDelegate)RequestVerification).CountedAs(RateLimitedRoute.OfAccounts("requestVerification"));
        accounts.MapPost("/confirm-verification", (RequestDelegate)ConfirmVerification).CountedAs(RateLimitedRoute.OfAccounts("confirmVerification"));
        accounts.MapPost("/request-password-reset", (RequestDelegate)RequestPasswordReset).CountedAs(RateLimitedRoute.OfAccounts("requestPasswordReset"));
        accounts.MapPost("/confirm-password-reset", (RequestDelegate)ConfirmPasswordReset).CountedAs(RateLimitedRoute.OfAccounts("confirmPasswordReset"));
        accounts.MapPost("/request-email-change", (RequestDelegate)RequestEmailChange).CountedAs(RateLimitedRoute.OfAccounts("requestEmailChange"));
        accounts.MapPost("/confirm-email-change", (RequestDelegate)ConfirmEmailChange).CountedAs(RateLimitedRoute.OfAccounts("confirmEmailChange"));
    }

    private static async Task RequestVerification(HttpContext http)
    {
        var (api, collection) = Bind(http, Verification.RefuseSuperusers);
        var body = await AccountBody.ReadAsync(http);
        await api.Services.Verification.RequestAsync(collection, body.Text("email"), http.RequestAborted);
        Done(http);
    }

    private static async Task ConfirmVerification(HttpContext http)
    {
        var (api, collection) = Bind(http, Verification.RefuseSuperusers);
        var body = await AccountBody.ReadAsync(http);
        await api.Services.Verification.ConfirmAsync(collection, body.Text("token"), http.RequestAborted);
        Done(http);
    }

    private static async Task RequestPasswordReset(HttpContext http)
    {
        var (api, collection) = Bind(http, PasswordReset.RequireEnabled);
        var body = await AccountBody.ReadAsync(http);
        await api.Services.PasswordReset.RequestAsync(collection, body.Text("email"), http.RequestAborted);
        Done(http);
    }

    private static async Task ConfirmPasswordReset(HttpContext http)
    {
        var (api, collection) = Bind(http, _ => { });
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, Loading);
        await api.Services.PasswordReset.ConfirmAsync(
            collection, body.Text("token"), body.Text("password"), body.Text("passwordConfirm"), http.RequestAborted);
        Done(http);
    }

    private static async Task RequestEmailChange(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var record = AuthRefresh.RequireRecordOf(AuthCollections.Any(api, http), api.Caller);
        EmailChange.RefuseSuperusers(record.Collection);
        var body = await AccountBody.ReadAsync(http);
        await api.Services.EmailChange.RequestAsync(record, body.Text("newEmail"), http.RequestAborted);
        Done(http);
    }

    private static async Task ConfirmEmailChange(HttpContext http)
    {
        var (api, collection) = Bind(http, EmailChange.RefuseSuperusers);
        var body = await AccountBody.ReadAsync(http);
        await api.Services.EmailChange.ConfirmAsync(collection, body.Text("token"), body.Text("password"), http.RequestAborted);
        Done(http);
    }

    private static (ApiContext Api, Collection Collection) Bind(HttpContext http, Action<Collection> require)
    {
        var api = ApiContext.Of(http);
        var collection = AuthCollections.Required(api, http);
        require(collection);
        return (api, collection);
    }

    private static void Done(HttpContext http) => http.Response.StatusCode = StatusCodes.Status204NoContent;
}
