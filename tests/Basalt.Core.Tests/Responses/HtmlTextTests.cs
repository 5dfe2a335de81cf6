using Basalt.Responses;

namespace Basalt.Core.Tests.Responses;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("plain  text\n here", "plain text here")]
    [InlineData("<p>One</p><p>Two</p>", "One Two")]
    [InlineData("a<b>b</b>c", "abc")]
    [InlineData("<div>a<div>b</div>c</div>", "a b c")]
    [InlineData("Tom &amp; Ann &lt;3", "Tom & Ann <3")]
    [InlineData("<script>alert(1)</script>safe<style>p{}</style>", "safe")]
    [InlineData("<svg><text>x</text></svg>y<form>z</form>", "y")]
    [InlineData("x<textarea>hidden</textarea> <template>no</template>z", "x z")]
    [InlineData("broken <p <b>tag", "broken tag")]
    [InlineData("", "")]
    public void Only_what_a_reader_sees_remains(string html, string expected) => Assert.Equal(expected, HtmlText.Of(html));

    [Fact]
    public void Nesting_of_any_depth_is_walked_without_recursion() =>
        Assert.Equal("deep", HtmlText.Of(string.Concat(Enumerable.Repeat("<i>", 20_000)) + "deep"));

    [Theory]
    [InlineData("😀😀😀", 2, true, "😀😀...")]
    [InlineData("abc def", 4, true, "abc...")]
    [InlineData("abc", 3, true, "abc")]
    [InlineData("abcd", 3, false, "abc")]
    public void An_excerpt_counts_code_points_and_ends_at_no_space(string text, int max, bool ellipsis, string expected) =>
        Assert.Equal(expected, new ExcerptModifier(max, ellipsis).Apply(text));
}
