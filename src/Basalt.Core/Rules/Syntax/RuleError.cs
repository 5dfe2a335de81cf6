using Basalt.Errors;

namespace Basalt.Rules;

/// <summary>Why an expression was refused, for the log and for whoever saves a rule; a client that filters is never told.</summary>
internal sealed class RuleException(string reason) : Exception(reason);

internal static class RuleError
{
    public const string InvalidFilter = "invalid_filter";
    public const string InvalidRule = "invalid_rule";
    public const string InvalidSort = "invalid_sort";

    /// <param name="code">One of the constants above.</param>
    /// <param name="reason">Says what is wrong, in words; never holds a text or number of the expression.</param>
    /// <param name="position">Of the character, from 0; told from 1.</param>
    public static BasaltException At(string code, string reason, int position) => Of(code, $"{reason} at character {position + 1}");

    public static BasaltException Of(string code, string reason) => BasaltException.Invalid(code, inner: new RuleException(reason));
}
