using System.Text.RegularExpressions;

namespace Basalt.Server.Tests.Documents;

/// <summary>The page of errors and the codes in the source are the same list.</summary>
public sealed partial class ErrorPageTests
{
    private static readonly Page Page = new("docs/reference/errors.md");

    [Fact]
    public void Every_code_of_a_field_is_on_the_page_and_no_other() =>
        Assert.Equal(CodesInSource(FieldCode()), Page.CodesOfTable("## Codes of fields").Order(StringComparer.Ordinal));

    [Fact]
    public void Every_code_of_a_refusal_is_on_the_page_and_no_other() =>
        Assert.Equal(CodesInSource(RefusalCode()), Page.CodesOfTable("## Codes of refusals").Order(StringComparer.Ordinal));

    private static IEnumerable<string> CodesInSource(Regex pattern) =>
        Repository.Files(".cs").Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(path => pattern.Matches(File.ReadAllText(Repository.PathOf(path))))
            .Select(match => match.Groups["code"].Value)
            .Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("""
        "(?<code>validation_[a-z0-9_]+|batch_request_failed)"
        """, RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex FieldCode();

    // BasaltException.Invalid("code", …) and helpers of these names, and new BasaltException(ErrorKind.Invalid, "code", …), broken over lines or not;
    // and a code that has a name, since it is compared elsewhere: const string LockedCode = "code".
    [GeneratedRegex("""
        (?:\b(?:Invalid|Missing|Denied|Unavailable|Unreadable)\(|ErrorKind\.[A-Z][A-Za-z]+,|\bconst\ string\ [A-Za-z]*Code\ =)\s*"(?<code>[a-z0-9_]+)"
        """, RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex RefusalCode();
}
