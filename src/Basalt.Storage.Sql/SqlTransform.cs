using System.Buffers;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Text;

namespace Basalt.Storage.Sql;

/// <summary>What is done to a request's value before it is bound: the protocol's filters page, sections 5 and 6, apart from any engine.</summary>
internal enum SqlTransform : byte
{
    /// <summary>By its own kind: texts as text, numbers as double, bools as 1 and 0, lists and JSON as text.</summary>
    Plain,

    /// <summary>For a text column: a number becomes its double's text (<c>1.0</c>), a bool <c>1</c> or <c>0</c>.</summary>
    ForText,

    /// <summary>For a number column: a text that reads as a number becomes one.</summary>
    ForNumber,

    /// <summary>The left side of <c>~</c>: as <see cref="ForText"/>.</summary>
    Matched,

    /// <summary>The right side of <c>~</c>, as a pattern of LIKE with the escape <see cref="SqlTransforms.LikeEscape"/>.</summary>
    Pattern,

    /// <summary>Of a <see cref="ParameterClass.Prefix"/>: the least text, in upper case, that begins with it in any case.</summary>
    PrefixFirst,

    /// <summary>Of a <see cref="ParameterClass.Prefix"/>: a text above all, in any case, that begin with it.</summary>
    PrefixEnd,

    /// <summary>What a JSON array with this text as an item surely contains: the text, or "" where JSON could spell it otherwise.</summary>
    Needle,

    /// <summary>The items of a list, as the text of a JSON array; a single value is a list of one, NULL of none.</summary>
    Items,

    /// <summary>As <see cref="Items"/>, but "" names no record.</summary>
    Ids,
}

internal static class SqlTransforms
{
    /// <summary>One character for every dialect, because patterns are made before the dialect is asked.</summary>
    public const char LikeEscape = '\\';

    // No JSON writer escapes them.
    private static readonly SearchValues<char> Unescaped = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz-");

    public static SqlTransform For(Affinity affinity) => affinity switch
    {
        Affinity.Text => SqlTransform.ForText,
        Affinity.Number => SqlTransform.ForNumber,
        _ => SqlTransform.Plain,
    };

    public static BoundValue Apply(SqlTransform transform, Value value) => transform switch
    {
        SqlTransform.Plain => BoundValue.Of(value),
        SqlTransform.ForNumber => ForNumber(value),
        SqlTransform.ForText => BoundValue.Of(TextOf(value)),
        SqlTransform.Matched => BoundValue.Of(TextOf(value) is { } text ? WithoutNul(text) : null),
        SqlTransform.Pattern => Pattern(value),
        SqlTransform.PrefixFirst => BoundValue.Of(Upper(PrefixOf(value))),
        SqlTransform.PrefixEnd => BoundValue.Of(After(PrefixOf(value))),
        SqlTransform.Needle => BoundValue.Of(value.Kind == ValueKind.Text && !value.AsText().AsSpan().ContainsAnyExcept(Unescaped) ? value.AsText() : ""),
        SqlTransform.Items => Items(value, keepEmpty: true),
        SqlTransform.Ids => Items(value, keepEmpty: false),
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "is no transform"),
    };

    private static BoundValue ForNumber(Value value) =>
        value.Kind == ValueKind.Text && RealText.TryParse(value.AsText(), out var number) ? BoundValue.Of(number) : BoundValue.Of(value);

    private static string? TextOf(Value value) => Scalar.TextOfConstant(value).String;

    private static BoundValue Pattern(Value value)
    {
        // A number is looked for as people write it, because they wrote it.
        var text = value.Kind == ValueKind.Number ? NumberText.Format(value.AsNumber()) : TextOf(value);
        return text is null ? BoundValue.Null : BoundValue.Of(LikePattern.OfConstant(WithoutNul(text)).ToSql(LikeEscape));
    }

    private static string PrefixOf(Value value) =>
        LikePattern.PrefixOf(value.AsText()) ?? throw new InvalidOperationException("the shape promises a prefix");

    private static string Upper(string text) => string.Concat(text.Select(c => char.IsAsciiLetterLower(c) ? (char)(c & ~0x20) : c));

    private static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1); // the last character is an ASCII one

    // LIKE ends text and pattern at a NUL: more would match than they say, or less. U+FFFF is no character.
    private static string WithoutNul(string text) => text.Replace('\0', '\uFFFF');

    private static BoundValue Items(Value value, bool keepEmpty) => value.Kind switch
    {
        ValueKind.Null => BoundValue.Of("[]"),
        ValueKind.Json when value.AsJson().StartsWith('[') => BoundValue.Of(value),
        ValueKind.List => BoundValue.Of(value),
        _ => BoundValue.Of(TextOf(value) is { } text && (keepEmpty || text.Length > 0) ? BoundValue.JsonArray([text]) : "[]"),
    };
}
