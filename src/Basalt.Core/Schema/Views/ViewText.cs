namespace Basalt.Schema;

/// <summary>Texts of view queries.</summary>
public static class ViewText
{
    /// <summary>Longest query that is saved, in characters.</summary>
    public const int MaxLength = 100_000;

    /// <summary>
    /// Without what follows the last token: white space, comments and the closing semicolon. Such a text can stand between
    /// parentheses. One that can't be split into tokens comes back as it is.
    /// </summary>
    public static string TrimEnd(string query)
    {
        if (!SqlLexer.TryTokenize(query, out var tokens)) return query;
        var last = tokens.Length - 1;
        while (last >= 0 && tokens[last].IsSymbol(';')) last--;
        return last < 0 ? "" : query[..tokens[last].End];
    }

    /// <summary>True unless the id of the view is known to be stored as text, so that it need not be converted for comparisons.</summary>
    public static bool NeedsIdCast(SchemaSnapshot schema, string query)
    {
        try
        {
            return ViewFields.NeedsIdCast(schema, ViewParser.Parse(query));
        }
        catch (FormatException) // an imported view that this parser can't follow: converting is always right
        {
            return true;
        }
    }

    /// <summary>Whether the query names the collection, as far as its text shows.</summary>
    internal static bool Mentions(string query, string name) =>
        SqlLexer.TryTokenize(query, out var tokens) && tokens.Any(t => t.CanName && t.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
}
