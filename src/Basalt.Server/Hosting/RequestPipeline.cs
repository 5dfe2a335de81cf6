using System.Diagnostics;
using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Basalt.Server.Hosting;

/// <summary>
/// What every request passes, in the protocol's order (system page, section 1): CORS, access log, guard, security headers, caller, rate limit.
/// One middleware, because each layer costs on every request.
/// </summary>
internal sealed class RequestPipeline(BasaltServices services, BasaltServerOptions options, RequestDelegate next)
{
    private static readonly StringValues XssProtection = "1; mode=block";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues SameOrigin = "SAMEORIGIN";

    private readonly CrossOrigin _crossOrigin = new(options.Origins);
    private readonly ILogger _log = services.Logs.CreateLogger("Basalt.Requests");

    public async Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            _crossOrigin.ApplyPreflight(http);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var started = _log.IsEnabled(LogLevel.Debug) ? Stopwatch.GetTimestamp() : 0;
        SetHeaders(http);
        try
        {
            await RunAsync(http);
        }
        catch (BasaltException refusal)
        {
            if (refusal.InnerException is { } cause) _log.RefusedBecause(refusal.Code, cause);
            await AnswerAsync(http, refusal);
        }
        catch (BadHttpRequestException bad)
        {
            await AnswerAsync(http, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyReader.TooLarge() : BodyReader.Malformed(bad));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away, as SDKs do whenever they repeat a request. Nobody is left to answer.
        }
#pragma warning disable CA1031 // the guard of the whole server: a bug in one request must not end any other
        catch (Exception bug)
#pragma warning restore CA1031
        {
            _log.Failed(http.Request.Method, http.Request.Path, bug);
            if (http.Response.HasStarted) http.Abort();
            else await ErrorResponse.WriteBugAsync(http);
        }

        if (started != 0 && !QuietSuccess.Keeps(http)) Log(http, started);
    }

    private async Task RunAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        var caller = await services.Callers.ResolveAsync(AuthorizationOf(http), ct);
        var settings = await services.Settings.GetAsync(ct);
        var address = ClientAddress.Real(http, settings.TrustedProxy.Headers, settings.TrustedProxy.UseLeftmostIp);
        RequireAllowed(caller, settings, address);
        var api = new ApiContext(services, caller, settings, address);
        http.Features.Set(api);
        if (settings.RateLimits.Enabled && RateLimitStep.Refusal(http, api) is { } refusal) await ErrorResponse.WriteAsync(http, refusal);
        else await next(http);
    }

    /// <summary>Of repeated headers the first; joined together they would be a token of nobody.</summary>
    internal static string AuthorizationOf(HttpContext http) => http.Request.Headers.Authorization is [var first, ..] ? first ?? "" : "";

    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: a superuser from an address that none may come from.</exception>
    internal static void RequireAllowed(Caller caller, ServerSettings settings, IPAddress address)
    {
        if (caller.IsSuperuser && !AddressList.AllowsSuperusers(settings, address)) throw BasaltException.Denied("superuser_address_refused");
    }

    private void SetHeaders(HttpContext http)
    {
        _crossOrigin.Apply(http);
        var headers = http.Response.Headers;
        headers.XXSSProtection = XssProtection;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = SameOrigin;
    }

    private static Task AnswerAsync(HttpContext http, BasaltException refusal)
    {
        if (!http.Response.HasStarted) return ErrorResponse.WriteAsync(http, refusal);
        http.Abort();
        return Task.CompletedTask;
    }

    private void Log(HttpContext http, long started)
    {
        var caller = http.Features.Get<ApiContext>()?.Caller.Record?.Collection.Name.ToString() ?? "";
        _log.Answered(
            http.Request.Method, http.Request.Path, http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, caller);
    }
}
