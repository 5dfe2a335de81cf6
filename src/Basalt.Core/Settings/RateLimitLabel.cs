using System.Buffers;

namespace Basalt.Settings;

/// <summary>
/// What a rate limit counts: <c>/path</c>, <c>METHOD /path</c>, <c>collection:tag</c>, <c>*:tag</c> or a tag of custom code.
/// Source: the protocol, system page, section 4.
/// </summary>
internal static class RateLimitLabel
{
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

    private static readonly SearchValues<char> WordAlphabet = SearchValues.Create(Word);
    private static readonly SearchValues<char> PathAlphabet = SearchValues.Create(Word + "-/");

    /// <summary><c>/path</c> or <c>METHOD /path</c>.</summary>
    /// <param name="method">"" for any.</param>
    public static bool TrySplitPath(string label, out string method, out string path)
    {
        var slash = label.IndexOf('/', StringComparison.Ordinal);
        (method, path) = slash < 0 ? ("", "") : (label[..slash].TrimEnd(' '), label[slash..]);
        return slash >= 0;
    }

    /// <summary><c>collection:tag</c> or <c>*:tag</c>.</summary>
    public static bool TrySplitTag(string label, out string collection, out string tag)
    {
        var colon = label.IndexOf(':', StringComparison.Ordinal);
        (collection, tag) = colon < 0 ? ("", "") : (label[..colon], label[(colon + 1)..]);
        return colon >= 0;
    }

    public static bool IsValid(ReadOnlySpan<char> label)
    {
        var slash = label.IndexOf('/');
        if (slash >= 0) return !label[slash..].ContainsAnyExcept(PathAlphabet) && (slash == 0 || label[slash - 1] == ' ' && IsWord(label[..(slash - 1)]));
        var colon = label.IndexOf(':');
        if (colon < 0) return IsWord(label);
        return IsWord(label[(colon + 1)..]) && (label[..colon] is "*" || IsWord(label[..colon]));
    }

    private static bool IsWord(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(WordAlphabet);
}
