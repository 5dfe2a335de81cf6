using Basalt.Rules;

namespace Basalt.Core.Tests.Rules;

public sealed class LikePatternTests
{
    // A constant, the pattern it becomes for SQL with "\" as escape.
    public static TheoryData<string, string> Constants => new()
    {
        { "", "%%" },
        { "ab", "%ab%" },
        { "a_b", @"%a\_b%" },
        { @"a\b", @"%a\\b%" },
        { @"a\%b", @"%a\%b%" },
        { @"a\_b", @"%a\_b%" },
        { @"a\\b", @"%a\\b%" },
        { @"a\\\%b", @"%a\\\%b%" },
        { @"ab\", @"%ab\\%" },
        { "a%", "a%" },
        { "%a", "%a" },
        { "a_%", "a_%" },
        { @"a\_%", @"a\_%" },
        { @"%ab\%c", @"%ab\%c" },
        { @"ab\\%c", @"ab\\%c" },
        { @"a\bc%", "abc%" },
        { @"%a\", @"%a\\" },
        { "%%%", "%" },
        { "a%%b", "a%b" },
    };

    public static TheoryData<string, string, bool> Matches => new()
    {
        { "", "", true },
        { "", "x", true },
        { "b", "abc", true },
        { "B", "abc", true },
        { "b", "ABC", true },
        { "É", "é", false },
        { "é", "xéx", true },
        { "a%", "abc", true },
        { "a%", "bac", false },
        { "%c", "abc", true },
        { "%c", "abcd", false },
        { "a%c", "ac", true },
        { "a%c", "a", false },
        { "a%a", "a", false },
        { "a%a", "aa", true },
        { "_%", "", false },
        { "_%", "😀", true },
        { "__%", "😀", false },
        { "%_", "a😀", true },
        { "a_b%", "a😀b", true },
        { "%_b", "😀b", true },
        { "%__b", "😀b", false },
        { "%ab%ab", "abab", true },
        { "%ab%ab", "xabxab", true },
        { "%ab%ab", "ab", false },
        { "%aab", "aaab", true },
        { "%a_a%", "aba", true },
        { "%[%", "a[b", true },
        { "a\0%", "a\0b", true },
        { "a\0%", "ab", false },
    };

    [Theory, MemberData(nameof(Constants))]
    public void Constant_becomes_a_pattern_of_sql(string constant, string sql) => Assert.Equal(sql, LikePattern.OfConstant(constant).ToSql('\\'));

    [Theory, MemberData(nameof(Matches))]
    public void Constant_matches(string constant, string text, bool expected) => Assert.Equal(expected, LikePattern.OfConstant(constant).IsMatch(text));

    [Theory]
    [InlineData("a_b", "xaxbx", true)]
    [InlineData(@"a\_b", "xaxbx", false)]
    [InlineData("a%b", "a12b", true)]
    [InlineData("", "", true)]
    [InlineData(@"a\", "a%", true)] // escapes the percent sign that is put behind it
    [InlineData(@"a\", "a", false)]
    public void Value_keeps_its_wildcards(string value, string text, bool expected) => Assert.Equal(expected, LikePattern.OfValue(value).IsMatch(text));

    [Fact]
    public void Another_escape_than_a_backslash_can_be_chosen() => Assert.Equal(@"%50!%\!!!_%", LikePattern.OfConstant(@"50\%\\!_").ToSql('!'));

    [Fact]
    public void Hostile_patterns_are_answered_in_few_steps_or_given_up()
    {
        var text = new string('a', 200_000);
        Assert.False(LikePattern.OfConstant(string.Concat(Enumerable.Repeat("%a", 1_700)) + "%b").IsMatch(text));
        Assert.Null(LikePattern.OfConstant("%" + new string('a', 3_000) + "b%").IsMatch(text)); // 600 million steps, were they taken
        Assert.Null(LikePattern.OfConstant("%" + new string('_', 3_000) + "b%").IsMatch(text));
    }
}
