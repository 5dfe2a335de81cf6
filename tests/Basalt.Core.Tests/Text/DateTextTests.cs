using System.Text;
using Basalt.Text;
using CsCheck;

namespace Basalt.Core.Tests.Text;

public sealed class DateTextTests
{
    [Theory]
    [InlineData("2024-05-06 07:08:09.123Z", "2024-05-06 07:08:09.123Z")]
    [InlineData("2024-05-06 07:08:09Z", "2024-05-06 07:08:09.000Z")]
    [InlineData("2024-05-06T07:08:09Z", "2024-05-06 07:08:09.000Z")]
    [InlineData("2024-05-06T07:08:09.123456789Z", "2024-05-06 07:08:09.123Z")]
    [InlineData("2024-05-06T07:08:09.9999Z", "2024-05-06 07:08:09.999Z")]
    [InlineData("2024-05-06T07:08:09.5Z", "2024-05-06 07:08:09.500Z")]
    [InlineData("2024-05-06T07:08:09+02:00", "2024-05-06 05:08:09.000Z")]
    [InlineData("2024-05-06T07:08:09-0230", "2024-05-06 09:38:09.000Z")]
    [InlineData("2024-05-06 07:08:09 -0700", "2024-05-06 14:08:09.000Z")]
    [InlineData("2024-05-06 07:08:09 +01:00", "2024-05-06 06:08:09.000Z")]
    [InlineData("2024-05-06 07:08:09 +0000 UTC", "2024-05-06 07:08:09.000Z")]
    [InlineData("2024-05-06 07:08:09.5 +0200 CEST", "2024-05-06 05:08:09.500Z")]
    [InlineData("2024-05-06T07:08:09", "2024-05-06 07:08:09.000Z")]
    [InlineData("2024-05-06 07:08:09", "2024-05-06 07:08:09.000Z")]
    [InlineData("2024-05-06", "2024-05-06 00:00:00.000Z")]
    [InlineData("2024-02-29", "2024-02-29 00:00:00.000Z")]
    [InlineData("Mon, 06 May 2024 07:08:09 GMT", "2024-05-06 07:08:09.000Z")]
    [InlineData("Mon, 06 May 2024 07:08:09 -0700", "2024-05-06 14:08:09.000Z")]
    [InlineData("06 May 24 07:08 UTC", "2024-05-06 07:08:00.000Z")]
    [InlineData("06 May 24 07:08 +0100", "2024-05-06 06:08:00.000Z")]
    [InlineData("Monday, 06-May-24 07:08:09 UTC", "2024-05-06 07:08:09.000Z")]
    [InlineData("Monday, 06-May-70 07:08:09 UTC", "1970-05-06 07:08:09.000Z")]
    [InlineData("Mon May  6 07:08:09 2024", "2024-05-06 07:08:09.000Z")]
    [InlineData("Mon May  6 07:08:09 UTC 2024", "2024-05-06 07:08:09.000Z")]
    [InlineData("Mon May 06 07:08:09 -0700 2024", "2024-05-06 14:08:09.000Z")]
    [InlineData("02 Jan 2006", "2006-01-02 00:00:00.000Z")]
    [InlineData("0001-01-01 00:00:00.000Z", "0001-01-01 00:00:00.000Z")]
    [InlineData("9999-12-31 23:59:59.999Z", "9999-12-31 23:59:59.999Z")]
    public void Known_layouts_become_date_text(string text, string date)
    {
        Assert.True(DateText.TryParse(text, out var parsed));
        Assert.Equal(date, parsed);
        Assert.True(DateText.TryParse(Encoding.UTF8.GetBytes(text), out parsed));
        Assert.Equal(date, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2024")]
    [InlineData("2024-05")]
    [InlineData("2024-5-6")]
    [InlineData("2024-13-01")]
    [InlineData("2024-00-01")]
    [InlineData("2024-02-30")]
    [InlineData("2023-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2024-05-06 24:00:00Z")]
    [InlineData("2024-05-06 07:60:00Z")]
    [InlineData("2024-05-06 07:08:60Z")]
    [InlineData("2024-05-06 07:08Z")]
    [InlineData("2024-05-06T07:08:09.Z")]
    [InlineData("2024-05-06T07:08:09.1234567890Z")]
    [InlineData("2024-05-06T07:08:09+2")]
    [InlineData("2024-05-06T07:08:09+15:00")]
    [InlineData("2024-05-06T07:08:09+02:60")]
    [InlineData("2024-05-06T07:08:09Zjunk")]
    [InlineData("2024-05-06 junk")]
    [InlineData("2024-05-06  07:08:09")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("1715000000000")]
    [InlineData("05/06/2024")]
    [InlineData("٢٠٢٤-05-06")]
    [InlineData("06 Foo 2024")]
    [InlineData("06 May 2024 07:08:09 GMT extra")]
    [InlineData("06-May")]
    [InlineData("06-May-")]
    [InlineData("Mon May 6 07:08:09 2024 extra")]
    [InlineData("Mon, Tue, Wed")]
    public void Anything_else_is_no_date(string text)
    {
        Assert.False(DateText.TryParse(text, out var parsed));
        Assert.Equal("", parsed);
    }

    [Fact]
    public void Garbage_never_throws() => Gen.String[Gen.Char["0123456789-:+. TZanMJeyu,٠\u0000"], 0, 70].Sample(
        text =>
        {
            if (!DateText.TryParse(text, out var date)) return;
            Assert.True(DateText.HasShape(Encoding.UTF8.GetBytes(date)));
        },
        iter: 20_000);

    [Fact]
    public void A_formatted_moment_reads_back() => Gen.DateTime[new DateTime(1, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc)].Sample(moment =>
    {
        var date = DateText.Format(new DateTimeOffset(moment.Ticks, TimeSpan.Zero));
        return DateText.HasShape(Encoding.ASCII.GetBytes(date)) && DateText.TryParse(date, out var again) && again == date;
    });
}
