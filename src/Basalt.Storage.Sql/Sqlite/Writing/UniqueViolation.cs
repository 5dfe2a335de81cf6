using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// The fields of the index that refused a value. SQLite names them in its message: <c>UNIQUE constraint failed: t.a, t.b</c>, or
/// <c>… failed: index 'name'</c> for an index with expressions.
/// </summary>
internal static class UniqueViolation
{
    internal static UniqueViolationException Of(SqliteException error, Collection collection)
    {
        var named = error.Message[(error.Message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        var fields = named.StartsWith("index '", StringComparison.Ordinal)
            ? OfIndex(named["index '".Length..].TrimEnd('\''), collection)
            : [.. named.Split(", ").Select(column => FieldName(column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..], collection))];
        return new UniqueViolationException(fields);
    }

    private static List<string> OfIndex(string name, Collection collection)
    {
        var index = collection.Indexes.FirstOrDefault(i => string.Equals(i.Name, name, StringComparison.OrdinalIgnoreCase));
        if (index is null) return [];
        return [.. index.Columns
            .SelectMany(column => column.IsExpression ? FieldsIn(column.Name, collection) : [FieldName(column.Name, collection)])
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
    private static string FieldName(string column, Collection collection) =>
        collection.Fields.FirstOrDefault(f => string.Equals(f.Name, column, StringComparison.OrdinalIgnoreCase))?.Name ?? column;
}
