using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Basalt.Server.Hosting;

/// <summary>
/// Options of the web host that stay as they are, as plain instances. The host would make each of them through eight generic services
/// found by reflection, which a NativeAOT program has to put together at every start.
/// </summary>
internal static class HostDefaults
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(Options.Create(new HostOptions()));
        services.AddSingleton(Options.Create(new ConsoleLifetimeOptions()));
        services.AddSingleton(Options.Create(new SocketTransportOptions()));
        services.AddSingleton(Options.Create(new RouteHandlerOptions()));
        services.AddSingleton(Options.Create(new FormOptions()));
        services.RemoveAll<IStartupValidator>(); // validates nothing but options of metrics that are not set
    }
}
