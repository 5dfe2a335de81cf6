using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Basalt.Responses;

/// <summary>The text a reader would see of an HTML fragment, on one line.</summary>
internal static class HtmlText
{
    // What a page does not show as text.
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "head", "style", "script", "iframe", "embed", "applet", "object", "svg", "img", "picture", "dialog", "template", "button",
        "form", "textarea", "input", "select", "option",
    };

    // What does not part words; every other element does.
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "acronym", "b", "bdo", "big", "br", "button", "cite", "code", "dfn", "em", "i", "label", "q", "small", "span", "strong",
        "strike", "sub", "sup", "time", "tt", "u", "var", "mark", "del", "ins", "kbd", "samp", "s", "font",
    };

    public static string Of(string html)
    {
        if (html.AsSpan().IndexOfAny('<', '&') < 0) return OnOneLine(html);
        var text = new StringBuilder(html.Length);
        using var document = new HtmlParser().ParseDocument(html);
        Collect(document.Body, text);
        return OnOneLine(text.ToString());
    }

    // Walks without recursion: nesting is the client's to choose.
    private static void Collect(INode? root, StringBuilder text)
    {
        var at = root;
        while (at is not null)
        {
            if (at is IText words) text.Append(words.Data);
            Part(at, text);
            if (at.FirstChild is { } child && !(at is IElement element && Dropped.Contains(element.LocalName)))
            {
                at = child;
                continue;
            }

            while (at is not null && at != root && at.NextSibling is null)
            {
                at = at.Parent;
                Part(at, text);
            }

            at = at == root ? null : at?.NextSibling;
        }
    }

    private static void Part(INode? node, StringBuilder text)
    {
        if (node is IElement element && !Inline.Contains(element.LocalName)) text.Append(' ');
    }

    private static string OnOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
