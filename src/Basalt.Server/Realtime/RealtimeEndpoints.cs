using Basalt.Auth;
using Basalt.Realtime;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Basalt.Server.Realtime;

/// <summary>Opening an event stream, and saying what it is to hear.</summary>
internal static class RealtimeEndpoints
{
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    public static void MapRealtime(this IEndpointRouteBuilder app)
    {
        QuietSuccess.Of(app.MapMethods("/api/realtime", GetAndHead, (RequestDelegate)Connect));
        app.MapPost("/api/realtime", (RequestDelegate)Subscribe);
    }

    private static async Task Connect(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            EventStream.SetHeaders(http.Response);
            return;
        }

        var api = ApiContext.Of(http);
        var clients = api.Services.Realtime;
        var client = clients.Open(api.ClientAddress);
        try
        {
            EventStream.SetHeaders(http.Response);
            await EventStream.SendAsync(http, client);
        }
        finally
        {
            clients.Close(client);
        }
    }

    private static async Task Subscribe(HttpContext http)
    {
        var api = ApiContext.Of(http);
        var services = api.Services;
        var arrival = services.Realtime.NextArrival();
        var body = await BodyReader.ReadAsync(http, SubscriptionBody.BytesAtMost, failure: "");
        var order = SubscriptionBody.Read(body, api, arrival);
        var client = order.Apply(services.Realtime, services.Storage.Schema);
        if (!api.Caller.IsGuest) await ConfirmAsync(services, client, api.Caller, RequestPipeline.AuthorizationOf(http));
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Between the beginning of the request and the binding the account may have been thrown out; from the binding on the client hears of it.
    private static async Task ConfirmAsync(BasaltServices services, RealtimeClient client, Caller asked, string authorization)
    {
        var now = Caller.Guest;
        try
        {
            now = await services.Callers.ResolveAsync(authorization, CancellationToken.None); // also when the request is given up
        }
        finally
        {
            client.Confirm(asked, now);
        }
    }
}
