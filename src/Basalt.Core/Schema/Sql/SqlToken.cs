namespace Basalt.Schema;

internal enum SqlTokenKind : byte
{
    /// <summary>A bare word: keyword, name or function.</summary>
    Word,

    /// <summary>A name in quotes; the value is without them.</summary>
    Name,

    /// <summary>A text literal; the value is its content.</summary>
    Text,

    /// <summary>A number or blob literal, as written.</summary>
    Number,

    /// <summary>An operator or other punctuation.</summary>
    Symbol,
}

/// <param name="Start">Where it begins in the text, its quote included.</param>
/// <param name="Quote">The quote a <see cref="SqlTokenKind.Name"/> opened with, else NUL.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start, int Length, char Quote = '\0')
{
    public int End => Start + Length;

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(char symbol) => Kind == SqlTokenKind.Symbol && Value.Length == 1 && Value[0] == symbol;

    /// <summary>SQLite takes a text literal for a name where only a name fits.</summary>
    public bool CanName => Kind is SqlTokenKind.Word or SqlTokenKind.Name or SqlTokenKind.Text;
}
