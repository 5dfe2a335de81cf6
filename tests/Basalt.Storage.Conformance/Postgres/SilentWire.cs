using System.Net;
using System.Net.Sockets;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>A way to a server on which nothing comes through any more once it is cut, and nobody is told: as when a machine or a network is gone.</summary>
internal sealed class SilentWire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _cut = new();
    private readonly List<IDisposable> _ends = [];
    private readonly int _serverPort;

    internal SilentWire(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal void Cut() => _cut.Cancel();

    public void Dispose()
    {
        _cut.Cancel();
        _listener.Dispose();
        lock (_ends) _ends.ForEach(end => end.Dispose());
        _cut.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_cut.Token);
            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _cut.Token);
            lock (_ends) _ends.AddRange([client, server]);
            _ = client.GetStream().CopyToAsync(server.GetStream(), _cut.Token);
            _ = server.GetStream().CopyToAsync(client.GetStream(), _cut.Token);
        }
    }
}
