using System.Buffers;

namespace Basalt.Text;

/// <summary>E-mail addresses, as far as their syntax goes: the unquoted form of RFC 5321, section 4.1.2, with a domain name.</summary>
public static class EmailText
{
    private static readonly SearchValues<char> LocalAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-");

    /// <summary>At most 254 characters, 64 of them before the @. Letters beyond ASCII are accepted (RFC 6531).</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var at = text.LastIndexOf('@');
        if (text.Length > 254 || at is < 1 or > 64) return false;
        var local = text[..at];
        if (local[0] == '.' || local[^1] == '.' || local.IndexOf("..", StringComparison.Ordinal) >= 0) return false;
        foreach (var c in local)
        {
            if (!LocalAlphabet.Contains(c) && !(c > 0x7F && char.IsLetterOrDigit(c))) return false;
        }

        return DomainText.IsValid(text[(at + 1)..]);
    }

    /// <summary>What follows the last @, or "" when there is none.</summary>
    public static ReadOnlySpan<char> DomainOf(ReadOnlySpan<char> text) => text.LastIndexOf('@') is var at and >= 0 ? text[(at + 1)..] : "";
}
