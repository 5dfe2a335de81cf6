using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Basalt.Server.Hosting;

/// <summary>An address to listen on as people write it: <c>127.0.0.1:8090</c>, <c>[::1]:8090</c>, <c>localhost:8090</c>, <c>:8090</c> for all.</summary>
internal static class ListenAddress
{
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        var port = text.LastIndexOf(':');
        var host = port < 0 ? "" : text[..port];
        var spelled = host.ToLowerInvariant() switch { "localhost" => "127.0.0.1", "" => "0.0.0.0", _ => host };
        address = null;
        return port >= 0 && IPEndPoint.TryParse(spelled + text[port..], out address) && address.Port > 0;
    }
}
