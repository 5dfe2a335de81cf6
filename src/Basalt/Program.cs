using Basalt.Server.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

string Option(string name, string fallback)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 ? args[at + 1] : fallback;
}

await using var host = BasaltHost.Open(new BasaltHostOptions { DataDirectory = Option("--dir", "basalt_data") }, NullLoggerFactory.Instance);
await using var app = host.CreateServer(new BasaltServerOptions { Http = Option("--http", "127.0.0.1:8090") });
await app.RunAsync();
return 0;
