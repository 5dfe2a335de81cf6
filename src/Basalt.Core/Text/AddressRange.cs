using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Basalt.Text;

/// <summary>
/// An IP address, or a range of them in CIDR notation (RFC 4632, RFC 4291). The address of a range may have bits beyond the prefix:
/// <c>10.1.2.3/8</c> is <c>10.0.0.0/8</c>. IPv4 addresses inside IPv6 ones count as IPv4.
/// </summary>
public sealed class AddressRange
{
    private const int MappedPrefixBits = 96;

    private static readonly SearchValues<char> V4Alphabet = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> V6Alphabet = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly IPNetwork _network;

    private AddressRange(IPNetwork network) => _network = network;

    /// <summary>Only the complete spelling: no shorthand such as <c>10</c>, no zone, no brackets, no port.</summary>
    public static bool IsAddress(ReadOnlySpan<char> text) => ParseAddress(text) is not null;

    /// <summary>Null for what is neither an address nor a range.</summary>
    public static AddressRange? Parse(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        if (ParseAddress(slash < 0 ? text : text[..slash]) is not { } address) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !TryParsePrefix(text[(slash + 1)..], bits, out prefix)) return null;
        if (address.IsIPv4MappedToIPv6 && prefix >= MappedPrefixBits) (address, prefix) = (address.MapToIPv4(), prefix - MappedPrefixBits);
        return new AddressRange(new IPNetwork(FirstOf(address, prefix), prefix));
    }

    public bool Contains(IPAddress address) => _network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static IPAddress? ParseAddress(ReadOnlySpan<char> text)
    {
        // The parser also takes octal and shortened numbers, which people don't mean.
        if (!text.ContainsAnyExcept(V4Alphabet)) return IPAddress.TryParse(text, out var v4) && text.SequenceEqual(v4.ToString()) ? v4 : null;
        return text.Contains(':') && !text.ContainsAnyExcept(V6Alphabet) && IPAddress.TryParse(text, out var v6) ? v6 : null;
    }

    private static bool TryParsePrefix(ReadOnlySpan<char> text, int bits, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits && (text.Length == 1 || text[0] != '0');

    private static IPAddress FirstOf(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - i * 8, 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
