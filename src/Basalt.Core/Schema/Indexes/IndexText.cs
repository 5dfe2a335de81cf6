using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Basalt.Schema;

/// <summary>The CREATE INDEX texts of the protocol: read into a <see cref="CollectionIndex"/> and written from one.</summary>
public static class IndexText
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MaxLength = 10_000;

    /// <summary>Reads one definition; a semicolon may end it. Column names are not looked up.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CollectionIndex? index)
    {
        index = null;
        if (text is null || text.Length > MaxLength || !SqlLexer.TryTokenize(text, out var tokens)) return false;
        index = new IndexParser(text, tokens).Parse()?.Index;
        return index is not null;
    }

    /// <summary>The same index on another table; of the text only the table's name changes.</summary>
    public static CollectionIndex WithTable(CollectionIndex index, string table)
    {
        if (index.Table == table) return index;
        var text = index.Text;
        if (!SqlLexer.TryTokenize(text, out var tokens) || new IndexParser(text, tokens).Parse() is not { } parsed)
        {
            throw new ArgumentException("the index has a text that is no definition", nameof(index));
        }

        return index with { Table = table, Text = $"{text[..parsed.TableStart]}{Quote(table)}{text[parsed.TableEnd..]}" };
    }

    /// <summary>The definition in one canonical form.</summary>
    public static string Write(CollectionIndex index)
    {
        var text = new StringBuilder(index.Unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
            .Append(Quote(index.Name)).Append(" ON ").Append(Quote(index.Table)).Append(" (");
        for (var i = 0; i < index.Columns.Length; i++)
        {
            var column = index.Columns[i];
            text.Append(i > 0 ? ", " : "").Append(column.IsExpression ? column.Name : Quote(column.Name));
            if (column.Collation.Length > 0) text.Append(" COLLATE ").Append(column.Collation);
            if (column.Descending) text.Append(" DESC");
        }

        text.Append(')');
        if (index.Where.Length > 0) text.Append(" WHERE ").Append(index.Where);
        return text.ToString();
    }

    private static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
