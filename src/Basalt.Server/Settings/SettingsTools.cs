using Basalt.Auth;
using Basalt.Server.Auth;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Settings;

/// <summary>What helps a superuser to get the settings right (the protocol, system page, section 8.3). Nothing is stored by it.</summary>
internal static class SettingsTools
{
    public static void MapSettingsTools(this IEndpointRouteBuilder app)
    {
        app.MapPost("/api/settings/test/email", (RequestDelegate)TestEmail);
        app.MapPost("/api/settings/apple/generate-client-secret", (RequestDelegate)MakeAppleSecret);
    }

    private static async Task TestEmail(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, AccountBody.LoadingFailed);
        await api.Services.TestMails.SendAsync(body.Text("email"), body.Text("template"), body.Text("collection"), http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task MakeAppleSecret(HttpContext http)
    {
        var api = SuperuserOnly.Check(http);
        var body = await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, AccountBody.LoadingFailed);
        var request = new AppleClientSecret(
            body.Text("clientId"), body.Text("teamId"), body.Text("keyId"), body.Text("privateKey"), AccountBody.WholeNumber(body, "duration"));
        using var json = new JsonBuffer();
        json.Raw("{\"secret\":"u8);
        json.String(request.Sign(api.Services.Clock));
        json.Raw((byte)'}');
        await JsonResponse.SendAsync(http, json, fields: new QueryTexts(http.Request.QueryString.Value).Find("fields"));
    }
}
