using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Core.Tests.Records;

public sealed class ListQueryTests
{
    public static TheoryData<string?, string?, int, int> Paging => new()
    {
        { null, null, 1, 30 },
        { "", "", 1, 30 },
        { "2", "10", 2, 10 },
        { "0", "0", 1, 30 },
        { "-5", "-1", 1, 30 },
        { "3", "1001", 3, 1000 },
        { "999999999999", "999999999999", int.MaxValue, 1000 },
    };

    [Theory, MemberData(nameof(Paging))]
    public void Pages_are_clamped_to_what_the_protocol_allows(string? page, string? perPage, int expectedPage, int expectedPerPage)
    {
        var list = ListQuery.Parse(page, perPage, null, null, null, null);
        Assert.Equal((expectedPage, expectedPerPage), (list.Page, list.PerPage));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999999999")]
    [InlineData(" 1")]
    public void A_page_that_is_no_integer_is_refused(string page)
    {
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<BasaltException>(() => ListQuery.Parse(page, null, null, null, null, null)).Kind);
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<BasaltException>(() => ListQuery.Parse(null, page, null, null, null, null)).Kind);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("True", true)]
    [InlineData("0", false)]
    [InlineData("FALSE", false)]
    [InlineData("", false)]
    public void Flags_have_the_spellings_of_the_protocol(string text, bool expected) =>
        Assert.Equal(expected, ListQuery.Parse(null, null, text, null, null, null).SkipTotal);

    [Theory]
    [InlineData("yes")]
    [InlineData("tRuE")]
    [InlineData("2")]
    public void Any_other_flag_is_refused(string text) =>
        Assert.Throws<BasaltException>(() => ListQuery.Parse(null, null, text, null, null, null));

    public static TheoryData<string, string> Expands => new()
    {
        { "", "" },
        { "a", "a" },
        { " a , b ", "a b" },
        { "a.b,a", "a(b)" },
        { "a,a.b,a.c.d", "a(b c(d))" },
        { ".a.,b..c", "a b" },
        { "1.2.3.4.5.6.7.8", "1(2(3(4(5(6)))))" },
    };

    [Theory, MemberData(nameof(Expands))]
    public void Expand_paths_share_their_beginnings_and_end_at_six_levels(string expand, string tree) =>
        Assert.Equal(tree, Print(ExpandPaths.Parse(expand)));

    private static string Print(ExpandPaths paths) =>
        string.Join(' ', paths.Children.Select(c => c.Children.Count == 0 ? c.Name : $"{c.Name}({Print(c)})"));
}
