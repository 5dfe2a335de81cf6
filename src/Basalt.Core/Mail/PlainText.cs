using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Basalt.Mail;

/// <summary>The text part of a mail: a block is a paragraph, a link is followed by its address.</summary>
internal static class PlainText
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr", "section", "header", "footer",
    };

    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase) { "head", "style", "script", "template" };

    public static string Of(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var text = new StringBuilder(html.Length);
        var at = (INode?)document.Body;
        // Walks without recursion: a template may be nested as deep as its author likes.
        while (at is not null)
        {
            Enter(at, text);
            if (at.FirstChild is { } child && !(at is IElement element && Dropped.Contains(element.LocalName)))
            {
                at = child;
                continue;
            }

            while (at is not null && at.NextSibling is null)
            {
                Leave(at, text);
                at = at == document.Body ? null : at.Parent;
            }

            if (at is null) break;
            Leave(at, text);
            at = at == document.Body ? null : at.NextSibling;
        }

        return Tidy(text.ToString());
    }

    private static void Enter(INode node, StringBuilder text)
    {
        if (node is IText { ParentElement.LocalName: not ("style" or "script") } words) text.Append(OnOneLine(words.Data));
        else if (node is IElement { LocalName: "br" }) text.Append('\n');
        else if (node is IElement element && Blocks.Contains(element.LocalName)) text.Append("\n\n");
    }

    private static void Leave(INode node, StringBuilder text)
    {
        if (node is not IElement element) return;
        if (element.LocalName == "a" && element.GetAttribute("href") is { Length: > 0 } href) text.Append(" (").Append(href).Append(')');
        else if (Blocks.Contains(element.LocalName)) text.Append("\n\n");
    }

    private static string OnOneLine(string words)
    {
        var line = string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0) return words.Length > 0 ? " " : "";
        return (char.IsWhiteSpace(words[0]) ? " " : "") + line + (char.IsWhiteSpace(words[^1]) ? " " : "");
    }

    private static string Tidy(string text)
    {
        var paragraphs = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("\n\n", paragraphs.Where(p => p.Length > 0)) + "\n";
    }
}
