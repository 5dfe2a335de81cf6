namespace Basalt.Rules;

/// <summary>Case of ASCII letters only: what every engine can do alike.</summary>
internal static class AsciiText
{
    public static string Lower(string text) => text.AsSpan().ContainsAnyInRange('A', 'Z')
        ? string.Create(text.Length, text, static (lower, source) =>
        {
            for (var i = 0; i < lower.Length; i++) lower[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        })
        : text;
}
