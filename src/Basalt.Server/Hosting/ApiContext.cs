using System.Net;
using Basalt.Auth;
using Basalt.Rules;
using Basalt.Server.Requests;
using Basalt.Settings;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Hosting;

/// <summary>What the pipeline found out about a request before its handler runs.</summary>
internal sealed class ApiContext(BasaltServices services, Caller caller, ServerSettings settings, IPAddress clientAddress)
{
    public BasaltServices Services { get; } = services;

    public Caller Caller { get; } = caller;

    /// <summary>The settings when the request arrived.</summary>
    public ServerSettings Settings { get; } = settings;

    /// <summary>The client's address, as far as the operator says who may be believed.</summary>
    public IPAddress ClientAddress { get; } = clientAddress;

    public static ApiContext Of(HttpContext http) =>
        http.Features.Get<ApiContext>() ?? throw new InvalidOperationException("the request pipeline has not run");

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
