using Basalt.Errors;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Length and pattern of a text.</summary>
internal static class TextRules
{
    /// <param name="withParams">False for passwords: an answer about them shows no more than it must.</param>
    public static FieldError? Check(string text, int min, int max, string pattern, bool withParams)
    {
        var length = CodePoints.Count(text);
        if (length < min) return Limit("validation_min_text_constraint", $"Must be at least {min} character(s).", "min", min, withParams);
        if (length > max) return Limit("validation_max_text_constraint", $"Must be no more than {max} character(s).", "max", max, withParams);
        // A pattern that can't be used (stored by something else) lets nothing through.
        return pattern.Length == 0 || SafeRegex.Find(pattern)?.IsMatch(text) == true
            ? null
            : new FieldError("validation_invalid_format", "Invalid value format.");
    }

    private static FieldError Limit(string code, string message, string param, int value, bool withParams) =>
        withParams ? FieldError.With(code, message, param, value) : new FieldError(code, message);
}
