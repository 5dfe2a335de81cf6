using System.Buffers;
using System.Net;

namespace Basalt.Text;

/// <summary>URLs that people put into records, as far as their syntax goes.</summary>
public static class UrlText
{
    private const int LongestChars = 2083; // what browsers of old could open

    private static readonly string[] Schemes = ["http", "https", "ftp", "ws", "wss", "tcp", "udp"];

    private static readonly SearchValues<char> AddressAlphabet = SearchValues.Create("0123456789.");

    // What ends the authority, and what may stand nowhere in a URL.
    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?#");

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>\"`{}|\\^ \t\r\n");

    /// <summary>
    /// A host (name, IPv4, or IPv6 in brackets) with an optional port, path, query and fragment. The scheme is one of http, https,
    /// ftp, ws, wss, tcp and udp, or left out before a name with a dot; so <c>javascript:</c> and <c>data:</c> are no URLs here.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > LongestChars || text.ContainsAny(Forbidden) || text.ContainsAnyInRange('\0', '\x1F') || text.Contains('\x7F')) return false;
        if (!TrySplit(text, out var scheme, out var authority)) return false;
        if (authority.LastIndexOf('@') is var at and >= 0) authority = authority[(at + 1)..];
        if (!TrySplitPort(authority, out var host)) return false;
        if (host is ['[', .., ']']) return IPAddress.TryParse(host[1..^1], out _);
        if (!DomainText.IsHost(host)) return false;
        if (scheme.Length == 0 && !host.Contains('.')) return false;
        return !LooksLikeAddress(host) || IPAddress.TryParse(host, out _);
    }

    /// <summary>Host and port as written, or "" when there is no scheme.</summary>
    public static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> text)
    {
        if (!TrySplit(text, out var scheme, out var authority) || scheme.Length == 0) return "";
        return authority.LastIndexOf('@') is var at and >= 0 ? authority[(at + 1)..] : authority;
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> scheme, out ReadOnlySpan<char> authority)
    {
        scheme = "";
        if (text.IndexOf("://", StringComparison.Ordinal) is var mark and > 0 && !text[..mark].ContainsAny(AuthorityEnd))
        {
            scheme = text[..mark];
            text = text[(mark + 3)..];
        }

        var end = text.IndexOfAny(AuthorityEnd);
        authority = end < 0 ? text : text[..end];
        return scheme.Length == 0 || IsKnown(scheme);
    }

    private static bool IsKnown(ReadOnlySpan<char> scheme)
    {
        foreach (var known in Schemes)
        {
            if (scheme.Equals(known, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private static bool TrySplitPort(ReadOnlySpan<char> authority, out ReadOnlySpan<char> host)
    {
        host = authority;
        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority[colon..].Contains(']')) return true;
        host = authority[..colon];
        return ushort.TryParse(authority[(colon + 1)..], System.Globalization.NumberStyles.None, null, out var port) && port > 0;
    }

    private static bool LooksLikeAddress(ReadOnlySpan<char> host) => !host.ContainsAnyExcept(AddressAlphabet);
}
