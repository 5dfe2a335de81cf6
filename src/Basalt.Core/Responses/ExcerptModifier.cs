using System.Globalization;

namespace Basalt.Responses;

/// <summary><c>:excerpt(max, withEllipsis?)</c>: the plain text of an HTML value, cut to a number of code points.</summary>
internal sealed record ExcerptModifier(int MaxCodePoints, bool WithEllipsis)
{
    /// <param name="text">What stands after the colon.</param>
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: another modifier, or wrong arguments.</exception>
    public static ExcerptModifier Parse(string text)
    {
        if (!text.StartsWith("excerpt(", StringComparison.Ordinal) || !text.EndsWith(')')) throw FieldSelection.Invalid("unknown modifier");
        var arguments = text["excerpt(".Length..^1].Split(',');
        if (arguments.Length > 2 || !int.TryParse(arguments[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var max) || max < 1)
        {
            throw FieldSelection.Invalid("excerpt takes a positive number of characters and an optional true or false");
        }

        var ellipsis = arguments.Length == 2 ? arguments[1].Trim() : "false";
        return ellipsis is "true" or "1" or "false" or "0"
            ? new ExcerptModifier(max, ellipsis is "true" or "1")
            : throw FieldSelection.Invalid("the second argument of excerpt is true or false");
    }

    public string Apply(string html)
    {
        var text = HtmlText.Of(html);
        var cut = CutAt(text);
        if (cut == text.Length) return text;
        var kept = text[..cut].TrimEnd();
        return WithEllipsis ? kept + "..." : kept;
    }

    private int CutAt(string text)
    {
        var points = 0;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (points++ == MaxCodePoints) return at;
            at += rune.Utf16SequenceLength;
        }

        return text.Length;
    }
}
