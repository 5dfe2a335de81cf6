using System.Diagnostics;
using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class SafeRegexTests
{
    /// <summary>Patterns in RE2 syntax with a text and whether it matches.</summary>
    public static TheoryData<string, string, bool> Matches => new()
    {
        { "b", "abc", true },
        { "^b", "abc", false },
        { "^a$", "a", true },
        { "^a$", "a\n", false },
        { "(?m)^a$", "x\na\ny", true },
        { "(?m:^a$)", "x\na\ny", true },
        { "(?m:x)a$", "xa\n", false },
        { "(?-m)^a$", "a\nb", false },
        { @"^\d+$", "123", true },
        { @"^\d+$", "١٢٣", false }, // digits of another script
        { @"^\w+$", "größe", false },
        { @"^[\w-]+$", "a-b_1", true },
        { @"^\D+$", "abc", true },
        { @"^[^\d]+$", "abc", true },
        { @"^[\D]+$", "abc1", false },
        { @"^[\W]+$", "-^`{", true },
        { @"^[\S]+$", "a b", false },
        { @"^\s$", "\u00A0", false },
        { @"^\pL+$", "größe", true },
        { @"^\p{Lu}", "Ä", true },
        { @"^\PL+$", "12", true },
        { "^[[:alpha:]]+$", "abc", true },
        { "^[[:alpha:][:digit:]]+$", "a1", true },
        { "^[[:punct:]]+$", "[\\]^", true },
        { "^[[:]+$", "[:[", true }, // no name, so no class
        { "^[[:a]+$", "a:[", true },
        { "^[a[]+$", "[a", true },
        { "^[]a]+$", "]a", true },
        { "^[^]a]+$", "b", true },
        { "^[a-]+$", "-a", true },
        { @"^\x41\x{42}$", "AB", true },
        { @"^\x{1F600}+$", "😀😀", true },
        { "^😀{2}$", "😀😀", true },
        { @"^\Qa.b\E+$", "a.bb", true },
        { @"^\Q[x", "[x", true },
        { "^(?P<year>[0-9]{4})$", "2024", true },
        { "^(?<year>[0-9]{4})$", "2024", true },
        { "(?i)^ABC$", "abc", true },
        { "^(?s).$", "\n", true },
        { "^.$", "\n", false },
        { "^a{2,3}$", "aaa", true },
        { "^a{,2}$", "a{,2}", true },
        { "^{x}$", "{x}", true },
        { @"^a\.b\-c\/d$", "a.b-c/d", true },
        { @"\bword\b", "a word.", true },
        { "^(a|b)*?c", "ababc", true },
        { "", "anything", true },
    };

    [Theory, MemberData(nameof(Matches))]
    public void A_pattern_means_what_it_means_in_RE2(string pattern, string text, bool matches) =>
        Assert.Equal(matches, SafeRegex.Find(pattern)!.IsMatch(text));

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[")]
    [InlineData("[a")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("\\")]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)")]
    [InlineData("(?<!a)")]
    [InlineData("(?>a)")]
    [InlineData(@"(a)\1")]
    [InlineData("(?U)a")]
    [InlineData("(?x)a")]
    [InlineData("(?#comment)")]
    [InlineData("a++")]
    [InlineData(@"\Z")]
    [InlineData(@"\G")]
    [InlineData(@"\C")]
    [InlineData(@"\k<a>")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"\x4")]
    [InlineData("[[:nope:]]")]
    [InlineData("a{1001}")]
    [InlineData("a{2,1}")]
    [InlineData("((((a{1000}){1000}){1000}){1000}){1000}")]
    public void What_RE2_would_refuse_is_refused(string pattern) => Assert.Null(SafeRegex.Find(pattern));

    [Fact]
    public void Half_a_character_is_refused()
    {
        Assert.Null(SafeRegex.Find("\uD800"));
        Assert.Null(SafeRegex.Find("[\uD83D\uDE00]")); // .NET would take the halves as two members
    }

    [Fact]
    public void A_pattern_that_is_too_long_is_refused() => Assert.Null(SafeRegex.Find(new string('a', 5000)));

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a?){50}a{50}$")]
    [InlineData("(.*)*x(.*)*y(.*)*z")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("(x+x+)+y")]
    public void A_pattern_that_makes_others_hang_completes(string pattern)
    {
        var regex = SafeRegex.Find(pattern)!;
        var started = Stopwatch.GetTimestamp();
        _ = regex.IsMatch(new string('a', 20_000) + "!");
        _ = regex.IsMatch(new string('x', 20_000) + "!");
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_match_that_takes_too_long_is_neither_a_match_nor_none()
    {
        var regex = SafeRegex.Compile("([ab]?a[ab]?){450}c", TimeSpan.FromTicks(1))!; // rounded down to nothing: over at the first look
        var refused = Assert.Throws<BasaltException>(() => regex.IsMatch(new string('a', 5_000)));
        Assert.Equal((ErrorKind.Unavailable, "pattern_timeout"), (refused.Kind, refused.Code));
    }

    [Fact]
    public void Deep_nesting_does_no_harm()
    {
        _ = SafeRegex.Find(new string('(', 2000) + new string(')', 2000))?.IsMatch("a");
        Assert.Null(SafeRegex.Find(new string('(', 4000)));
    }

    [Fact]
    public void A_pattern_is_compiled_once() => Assert.Same(SafeRegex.Find("^compiled-once$"), SafeRegex.Find("^compiled-once$"));
}
