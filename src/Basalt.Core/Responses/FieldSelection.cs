using Basalt.Errors;

namespace Basalt.Responses;

/// <summary>
/// A <c>fields</c> parameter, parsed: comma-separated dot paths, each perhaps with a modifier. Source: the protocol, records page,
/// section 9.
/// </summary>
internal sealed class FieldSelection
{
    private const int MostLevels = 32;

    private readonly Dictionary<string, FieldSelection> _children = new(StringComparer.Ordinal);

    /// <summary>A path ends here: the whole value is kept.</summary>
    public bool IsWhole { get; private set; }

    public ExcerptModifier? Excerpt { get; private set; }

    /// <summary>What <c>*</c> selects: the keys of this level that no other path mentions.</summary>
    public FieldSelection? Rest { get; private set; }

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>, code <c>invalid_fields</c>: an unknown or malformed modifier.</exception>
    public static FieldSelection Parse(string text)
    {
        var root = new FieldSelection();
        foreach (var path in SplitOutsideQuotes(text)) root.Add(path.Trim());
        return root;
    }

    /// <summary>The selection for a key of an object, or null when it is not selected.</summary>
    public FieldSelection? For(string key) => _children.GetValueOrDefault(key) ?? Rest;

    private void Add(string path)
    {
        if (path.Length == 0) return;
        var colon = path.IndexOf(':', StringComparison.Ordinal);
        var excerpt = colon < 0 ? null : ExcerptModifier.Parse(path[(colon + 1)..]);
        var segments = (colon < 0 ? path : path[..colon]).Split('.');
        if (segments.Length > MostLevels) throw Invalid("a path is too deep");
        var at = this;
        for (var i = 0; i < segments.Length; i++)
        {
            var segment = segments[i].Trim();
            var isLast = i == segments.Length - 1;
            if (segment == "*" && isLast)
            {
                at = at.Rest ??= new FieldSelection();
            }
            else
            {
                if (!at._children.TryGetValue(segment, out var child)) at._children.Add(segment, child = new FieldSelection());
                at = child;
            }
        }

        at.IsWhole = true;
        at.Excerpt ??= excerpt;
    }

    private static IEnumerable<string> SplitOutsideQuotes(string text)
    {
        var start = 0;
        var depth = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' or '`') quote = c;
            else if (c == '(') depth++;
            else if (c == ')') depth = Math.Max(0, depth - 1);
            else if (c == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    internal static BasaltException Invalid(string why) => BasaltException.Invalid("invalid_fields", $"Invalid fields parameter: {why}.");
}
