using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Basalt.RateLimits;

/// <summary>
/// Whom an address counts as: an IPv4 address as itself, an IPv6 address as its /64. That is the smallest network a site gets (RFC 6177), and
/// whoever has one can ask from 2^64 addresses.
/// </summary>
internal readonly record struct ClientKey
{
    // Prefixes that no client has: 0::/8 is reserved (RFC 4291).
    private const ulong V4 = 0x0000_FFFF_0000_0000;

    private const ulong Translated = 0x0064_FF9B_0000_0000; // 64:ff9b::/96 holds IPv4 addresses (RFC 6052)

    private readonly ulong _prefix;

    private ClientKey(ulong prefix) => _prefix = prefix;

    public static ClientKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork) return OfV4(bytes);
        var prefix = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var isTranslated = prefix == Translated && BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]) == 0;
        return isTranslated || address.IsIPv4MappedToIPv6 ? OfV4(bytes[12..]) : new ClientKey(prefix);
    }

    private static ClientKey OfV4(ReadOnlySpan<byte> bytes) => new(V4 | BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
