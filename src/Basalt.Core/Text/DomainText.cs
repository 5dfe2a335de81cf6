using System.Buffers;

namespace Basalt.Text;

/// <summary>Names of hosts, as far as their syntax goes (RFC 1123, section 2.1). Nothing is looked up.</summary>
public static class DomainText
{
    private static readonly SearchValues<char> LabelAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Two or more labels joined by dots, the last not only digits; at most 253 characters.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        text.Contains('.') && IsHost(text) && text[(text.LastIndexOf('.') + 1)..].ContainsAnyExceptInRange('0', '9');

    /// <summary>One or more labels: also <c>localhost</c> and dotted IPv4 addresses. Letters beyond ASCII are accepted.</summary>
    public static bool IsHost(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 253) return false;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return false;
            foreach (var c in label)
            {
                if (!LabelAlphabet.Contains(c) && !(c > 0x7F && char.IsLetterOrDigit(c))) return false;
            }
        }

        return true;
    }
}
