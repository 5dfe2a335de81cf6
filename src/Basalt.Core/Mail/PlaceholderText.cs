using System.Buffers;
using System.Text;

namespace Basalt.Mail;

/// <summary>
/// A template's text with its placeholders filled: <c>{NAME}</c>, all of them in one pass, so that what is put in is never looked at
/// again. What names nothing stays as it is.
/// </summary>
internal static class PlaceholderText
{
    private static readonly SearchValues<char> Braces = SearchValues.Create("{}");

    /// <param name="template">As the collection has it.</param>
    /// <param name="find">The text for a name, or null when there is no such placeholder.</param>
    public static string Fill(string template, Func<string, string?> find)
    {
        var filled = new StringBuilder(template.Length);
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            filled.Append(rest[..open]);
            var inner = rest[(open + 1)..];
            var end = inner.IndexOfAny(Braces);
            if (end > 0 && inner[end] == '}' && find(inner[..end].ToString()) is { } value)
            {
                filled.Append(value);
                rest = inner[(end + 1)..];
            }
            else
            {
                filled.Append('{');
                rest = inner;
            }
        }

        return filled.Append(rest).ToString();
    }
}
