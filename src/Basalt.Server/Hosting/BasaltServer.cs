using System.Net;
using System.Text;
using Basalt.Errors;
using Basalt.Server.Auth;
using Basalt.Server.Auth.OAuth2;
using Basalt.Server.Batch;
using Basalt.Server.Collections;
using Basalt.Server.Health;
using Basalt.Server.Realtime;
using Basalt.Server.Records;
using Basalt.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>Builds the HTTP server over a composition of services.</summary>
public static class BasaltServer
{
    // Legitimate filters of 3,500 bytes grow threefold when percent-encoded, and several parameters share a line.
    private const int RequestLineBytes = 128 * 1024;
    private const int HeaderBytes = 64 * 1024;

    /// <summary>The application, ready to run; add endpoints of your own before running it.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the listen address can't be understood.</exception>
    public static WebApplication Create(BasaltServices services, BasaltServerOptions options)
    {
        var app = Build(services.Logs, options);
        Attach(app, services, options);
        return app;
    }

    /// <summary>All of the application that needs no data yet; <see cref="Attach"/> completes it.</summary>
    internal static WebApplication Build(ILoggerFactory logs, BasaltServerOptions options)
    {
        // The empty builder: the others read and watch configuration files, and make loggers that nobody uses.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(logs);
        HostDefaults.Add(builder.Services);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var app = builder.Build();
        app.MapHealth();
        app.MapAccounts();
        app.MapOAuth2Redirect();
        app.MapPopupPage();
        app.MapCollections();
        app.MapRecords();
        app.MapBatch();
        app.MapRealtime();
        app.MapSettings();
        app.MapSettingsTools();
        app.MapFallback("{**path}", (RequestDelegate)NotFound);
        return app;
    }

    /// <summary>Gives a built application what it serves.</summary>
    internal static void Attach(WebApplication app, BasaltServices services, BasaltServerOptions options)
    {
        app.UseRouting(); // first: what a request is counted as depends on where it goes
        app.Use(next => new RequestPipeline(services, options, next).InvokeAsync);
        app.Use(Unmatched);
        app.MapAuth(services.SignIns); // the ways to sign in are registered there
        app.Lifetime.ApplicationStarted.Register(services.Jobs.Start);
        app.Lifetime.ApplicationStopping.Register(services.Realtime.End); // the server waits for requests, and a stream has no end of its own
    }

    private static void Configure(KestrelServerOptions kestrel, BasaltServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = RequestLineBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
        kestrel.Limits.MaxRequestBodySize = null; // limited by route, where it is read
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMinutes(1);
        kestrel.RequestHeaderEncodingSelector = static _ => Encoding.UTF8; // the default refuses whole requests for one odd byte
        kestrel.Listen(ParseAddress(options.Http));
    }

    private static IPEndPoint ParseAddress(string text) => ListenAddress.TryParse(text, out var address)
        ? address
        : throw BasaltException.Invalid("invalid_listen_address", $"'{text}' is no address and port to listen on, such as 127.0.0.1:8090.");

    private static Task Unmatched(HttpContext http, RequestDelegate next) =>
        Routing.IsExact(http.Request.Path) ? next(http) : throw BasaltException.Missing("route_missing");

    private static Task NotFound(HttpContext http) => throw BasaltException.Missing("route_missing");
}
