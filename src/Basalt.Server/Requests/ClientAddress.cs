using System.Net;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Requests;

/// <summary>Which address a request comes from, as far as the operator says who may be believed.</summary>
internal static class ClientAddress
{
    /// <summary>The peer of the socket.</summary>
    public static IPAddress Remote(HttpContext http) => Normal(http.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>
    /// The first valid address in the last line of the first trusted header that has one, from the right unless
    /// <paramref name="useLeftmost"/>; without such a header the peer's. Source: the protocol, system page, section 2.
    /// </summary>
    public static IPAddress Real(HttpContext http, IReadOnlyList<string> trustedHeaders, bool useLeftmost)
    {
        foreach (var name in trustedHeaders)
        {
            var lines = http.Request.Headers[name];
            if (lines.Count == 0) continue;
            var parts = (lines[^1] ?? "").Split(',', StringSplitOptions.TrimEntries);
            foreach (var part in useLeftmost ? parts : parts.Reverse())
            {
                if (IPAddress.TryParse(part, out var address)) return Normal(address);
            }
        }

        return Remote(http);
    }

    // A dual-mode socket reports IPv4 peers as ::ffff:a.b.c.d, which no list of addresses would match.
    public static IPAddress Normal(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
