using Basalt.Text;

namespace Basalt.Core.Tests.Text;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("a@example.com", true)]
    [InlineData("first.last+tag@sub.example.co", true)]
    [InlineData("_x-y'z@example.com", true)]
    [InlineData("größe@example.com", true)]
    [InlineData("a@bücher.example", true)]
    [InlineData("__pbinstaller@example.com", true)]
    [InlineData("", false)]
    [InlineData("invalid", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@", false)]
    [InlineData("a@localhost", false)]
    [InlineData("a@example..com", false)]
    [InlineData("a@-example.com", false)]
    [InlineData("a@example.123", false)]
    [InlineData(".a@example.com", false)]
    [InlineData("a.@example.com", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("a b@example.com", false)]
    [InlineData("a@b@example.com", false)]
    [InlineData("a@example.com\n", false)]
    [InlineData("a\r\nBcc: x@example.com", false)]
    [InlineData("Ana <a@example.com>", false)]
    [InlineData("a@example.com,b@example.com", false)]
    [InlineData("\"a\"@example.com", false)]
    public void Email_addresses(string text, bool valid) => Assert.Equal(valid, EmailText.IsValid(text));

    [Fact]
    public void An_email_address_has_at_most_254_characters_and_64_before_the_at()
    {
        Assert.True(EmailText.IsValid(new string('a', 64) + "@example.com"));
        Assert.False(EmailText.IsValid(new string('a', 65) + "@example.com"));
        Assert.False(EmailText.IsValid("a@" + string.Concat(Enumerable.Repeat("aaaaaaaaaa.", 24)) + "com"));
    }

    [Theory]
    [InlineData("http://example.com", true)]
    [InlineData("HTTPS://Example.com/a/b?c=d&e=%20#f", true)]
    [InlineData("https://example.com:8080", true)]
    [InlineData("https://user:pass@example.com/", true)]
    [InlineData("http://localhost:3000/x", true)]
    [InlineData("http://127.0.0.1/", true)]
    [InlineData("http://[::1]:8080/", true)]
    [InlineData("ftp://example.com/file", true)]
    [InlineData("https://bücher.example/ä", true)]
    [InlineData("example.com", true)]
    [InlineData("example.com/path?x=http://y", true)]
    [InlineData("", false)]
    [InlineData("invalid", false)]
    [InlineData("http://", false)]
    [InlineData("http:///path", false)]
    [InlineData("http://exa mple.com", false)]
    [InlineData("http://example.com/<script>", false)]
    [InlineData("http://example.com:0", false)]
    [InlineData("http://example.com:99999", false)]
    [InlineData("http://example.com:port", false)]
    [InlineData("http://999.1.1.1", false)]
    [InlineData("http://[::1", false)]
    [InlineData("http://[zz]", false)]
    [InlineData("http://-bad.com", false)]
    [InlineData("http://a..b", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("javascript://example.com/%0aalert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("//example.com", false)]
    [InlineData("http://example.com\n", false)]
    [InlineData("http://example.com\\@evil.com", false)]
    public void Urls(string text, bool valid) => Assert.Equal(valid, UrlText.IsValid(text));

    [Theory]
    [InlineData("https://example.com/a", "example.com")]
    [InlineData("https://u:p@example.com:81?x", "example.com:81")]
    [InlineData("https://a@b@example.com", "example.com")]
    [InlineData("example.com/a", "")]
    public void Hosts_of_urls(string text, string host) => Assert.Equal(host, UrlText.HostOf(text).ToString());

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("a.b.c.example", true)]
    [InlineData("localhost", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("example.com.", false)]
    [InlineData("exa mple.com", false)]
    [InlineData("http://example.com", false)]
    [InlineData("example.com:80", false)]
    public void Domains(string text, bool valid) => Assert.Equal(valid, DomainText.IsValid(text));

    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("äöü", 3)]
    [InlineData("😀", 1)]
    [InlineData("a😀b😀", 4)]
    public void Code_points(string text, int count) => Assert.Equal(count, CodePoints.Count(text));

    [Fact]
    public void A_lone_surrogate_is_one_code_point()
    {
        Assert.Equal(1, CodePoints.Count("\uD83D"));
        Assert.Equal(2, CodePoints.Count("\uDE00\uD83D"));
        Assert.Equal(2, CodePoints.Count("\uD83D\uD83D\uDE00"));
    }
}
