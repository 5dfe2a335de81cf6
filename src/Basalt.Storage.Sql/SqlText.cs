using System.Runtime.CompilerServices;
using System.Text;

namespace Basalt.Storage.Sql;

/// <summary>
/// A piece of SQL. It can be made of literals in this assembly and of other pieces, and of nothing else: a <see cref="string"/> in
/// a hole of the interpolation does not compile. What a caller wrote can therefore only become a parameter. The two ways in from
/// a string, identifiers of the schema and placeholders, are <see cref="SqlDialect"/> and <see cref="SqlParameters"/>.
/// </summary>
internal readonly record struct SqlText
{
    private readonly string? _text;

    private SqlText(string text) => _text = text;

    public static SqlText Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(_text);

    public static SqlText Of(SqlTextHandler text) => new(text.ToText());

    /// <summary>The pieces, with <paramref name="separator"/> between them; empty ones are left out.</summary>
    public static SqlText Join(SqlTextHandler separator, IEnumerable<SqlText> pieces) =>
        new(string.Join(separator.ToText(), pieces.Where(p => !p.IsEmpty).Select(p => p._text)));

    /// <summary>A number, where SQL takes no parameter.</summary>
    public static SqlText Whole(long number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Only for text that a dialect made safe: quoted identifiers and placeholders.</summary>
    internal static SqlText Trusted(string text) => new(text);

    public override string ToString() => _text ?? "";

    [InterpolatedStringHandler]
    public readonly ref struct SqlTextHandler(int literalLength, int holes)
    {
        private readonly StringBuilder _text = new(literalLength + holes * 16);

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(SqlText piece) => _text.Append(piece.ToString());

        internal string ToText() => _text.ToString();
    }
}
