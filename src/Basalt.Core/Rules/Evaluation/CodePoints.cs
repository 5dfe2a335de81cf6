namespace Basalt.Rules;

/// <summary>Order of texts by code point, which is the order of their UTF-8 bytes, and not that of UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Compare(string left, string right)
    {
        var at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length) return left.Length.CompareTo(right.Length);
        return Rank(left[at]).CompareTo(Rank(right[at]));
    }

    // Surrogates stand for code points above all that one unit can hold, yet come before U+E000 to U+FFFF.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x2000 : unit >= 0xE000 ? unit - 0x800 : unit;
}
