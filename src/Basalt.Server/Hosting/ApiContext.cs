using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Rules;
using Basalt.Server.Requests;
using Basalt.Settings;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Hosting;

/// <summary>What the pipeline found out about a request before its handler runs.</summary>
internal sealed class ApiContext(BasaltServices services, Caller caller, ServerSettings settings, IPAddress clientAddress)
{
    public BasaltServices Services { get; } = services;

    public Caller Caller { get; private set; } = caller;

    /// <summary>The settings when the request arrived.</summary>
    public ServerSettings Settings { get; } = settings;

    /// <summary>The client's address, as far as the operator says who may be believed.</summary>
    public IPAddress ClientAddress { get; } = clientAddress;

    public static ApiContext Of(HttpContext http) =>
        http.Features.Get<ApiContext>() ?? throw new InvalidOperationException("the request pipeline has not run");

    /// <summary>Looks again at who asks, once the request has taken time that the client could stretch.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unauthenticated"/>: the token was good when the request began, and is no more;
    /// <see cref="ErrorKind.Denied"/>: superusers may not come from that address any more.</exception>
    public async ValueTask ConfirmCallerAsync(HttpContext http, CancellationToken ct)
    {
        if (Caller.Record is not { } asked) return;
        var now = await Services.Callers.ResolveAsync(RequestPipeline.AuthorizationOf(http), ct);
        if (!now.Is(asked)) throw SignInRefusals.ThrownOut();
        RequestPipeline.RequireAllowed(now, await Services.Settings.GetAsync(ct), ClientAddress);
        Caller = now;
    }

    /// <summary>The request as rules see it.</summary>
    public RuleRequest ToRuleRequest(HttpContext http, RequestBody body, string context = "default") => new()
    {
        Context = context,
        Method = http.Request.Method,
        Caller = Caller,
        Headers = new HeaderTexts(http.Request.Headers),
        Query = new QueryTexts(http.Request.QueryString.Value),
        Body = body.ToRuleValues(),
    };
}
