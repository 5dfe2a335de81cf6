using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Which fields an index is about.</summary>
internal static class IndexFields
{
    /// <summary>Each once; those inside of expressions too.</summary>
    internal static IReadOnlyList<string> Of(CollectionIndex index, Collection collection)
    {
        return [.. index.Columns
            .SelectMany(column => column.IsExpression ? FieldsIn(column.Name, collection) : [NameOf(column.Name, collection)])
            .Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> FieldsIn(string expression, Collection collection) =>
        collection.Fields.Select(field => field.Name).Where(name => NamesWord(expression, name));

    private static bool NamesWord(string text, string word)
    {
        for (var at = 0; (at = text.IndexOf(word, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += word.Length)
        {
            var startsWord = at == 0 || !IsWord(text[at - 1]);
            var endsWord = at + word.Length == text.Length || !IsWord(text[at + word.Length]);
            if (startsWord && endsWord) return true;
        }

        return false;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    // In the spelling of the collection: an index may spell a column in another case.
    internal static string NameOf(string column, Collection collection) =>
        collection.Fields.FirstOrDefault(f => string.Equals(f.Name, column, StringComparison.OrdinalIgnoreCase))?.Name ?? column;
}
