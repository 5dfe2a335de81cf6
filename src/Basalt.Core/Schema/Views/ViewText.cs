namespace Basalt.Schema;

/// <summary>Texts of view queries.</summary>
public static class ViewText
{
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
}
