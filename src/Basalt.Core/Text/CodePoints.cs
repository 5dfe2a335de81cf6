namespace Basalt.Text;

/// <summary>Lengths as people count them for limits: one for each Unicode code point.</summary>
public static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = text.IndexOfAnyInRange('\uD800', '\uDBFF'); i >= 0 && i + 1 < text.Length; i++)
        {
            if (!char.IsSurrogatePair(text[i], text[i + 1])) continue;
            count--;
            i++;
        }

        return count;
    }
}
