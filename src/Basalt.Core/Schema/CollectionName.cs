using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Basalt.Schema;

/// <summary>
/// Name of a collection, and of its table: 1 to 255 characters of A-Z, a-z, 0-9 and _. Names that differ only in case are one name.
/// </summary>
public readonly record struct CollectionName
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private readonly string? _text; // null only in default(CollectionName), which prints as empty

    private CollectionName(string text) => _text = text;

    public static bool TryParse([NotNullWhen(true)] string? text, out CollectionName name)
    {
        var valid = text is { Length: > 0 and <= 255 } && !text.AsSpan().ContainsAnyExcept(Alphabet);
        name = valid ? new CollectionName(text!) : default;
        return valid;
    }

    /// <exception cref="FormatException">The text is no collection name.</exception>
    public static CollectionName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is no collection name");

    public bool Equals(CollectionName other) => string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => _text ?? "";
}
