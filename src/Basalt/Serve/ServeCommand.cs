using System.CommandLine;
using Basalt.Cli.Control;
using Basalt.Cli.Superusers;
using Basalt.Cli.Terminal;
using Basalt.Errors;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Basalt.Cli.Serve;

/// <summary><c>basalt serve</c>: runs the HTTP server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new ExampledCommand(
            "serve",
            "Run the HTTP server until SIGINT (Ctrl+C) or SIGTERM.",
            "basalt serve",
            "basalt serve --dir /srv/basalt --http 0.0.0.0:8090",
            "basalt serve --db postgres://shop@db.example.com/shop",
            "basalt serve --origins https://app.example.com,https://*.example.org");
        foreach (var option in ServeOptions.All) command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var options = ServeOptions.Read(parsed);
        using var logs = ConsoleLogs.Create(options.LogLevel, readable: options.Server.Dev);
        var building = Task.Run(() => BasaltServer.Build(logs, options.Server), ct); // beside opening the data, which takes as long
        await using var host = BasaltHost.Open(options.Host, logs);
        await using var app = await building;
        BasaltServer.Attach(app, host.Services, options.Server);
        await StartAsync(app, options.Server.Http, ct);
        await using (new ControlServer(host.DataDirectory, new SuperuserOrders(host.Services.Superusers, host.Services.Settings), logs.CreateLogger("Basalt.Control")))
        {
            StartMessage.Write(host, app, host.HadSuperuser ? null : await host.Services.Installer.OfferAsync(ct));
            await app.WaitForShutdownAsync(ct);
        }

        return ExitCode.Done;
    }

    private static async Task StartAsync(WebApplication app, string address, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException cause) // Kestrel's only failure of this type: the address is taken or not of this machine
        {
            throw new BasaltException(ErrorKind.Unavailable, "address_unavailable", $"can't listen on {address}: {cause.GetBaseException().Message}", inner: cause);
        }
    }
}
