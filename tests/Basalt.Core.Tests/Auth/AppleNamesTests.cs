using Basalt.Auth;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Auth;

public sealed class AppleNamesTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string, string, string> Users => new()
    {
        // code, what Apple sends, the name that the code stands for
        { "c", """{"name":{"firstName":"Ana","lastName":"Lima"},"email":"ana@example.com"}""", "Ana Lima" },
        { "c", """{"name":{"firstName":"Ana"}}""", "Ana" },
        { "c", """{"name":{"lastName":" Lima "}}""", "Lima" },
        { "c", $$$"""{"name":{"firstName":"{{{new string('a', 100)}}}","lastName":"{{{new string('b', 100)}}}"}}""", new string('a', 100) + " " + new string('b', 49) },
        { "c", $$$"""{"name":{"firstName":"{{{new string('é', 100)}}}"}}""", new string('é', 75) },
        { "c", $$$"""{"name":{"firstName":"a{{{new string('é', 100)}}}"}}""", "a" + new string('é', 74) },     // never half a character
        { new string('c', 985), """{"name":{"firstName":"Ana"}}""", "Ana" },
        { new string('c', 986), """{"name":{"firstName":"Ana"}}""", "" },
        { new string('é', 493), """{"name":{"firstName":"Ana"}}""", "" },
        { "", """{"name":{"firstName":"Ana"}}""", "" },
        { "c", """{"name":{"firstName":"A\ud800","lastName":"Lima"},"\udc00":1}""", "A\ufffd Lima" }, // half a character
        { "c", "", "" },
        { "c", "{", "" },
        { "c", "[]", "" },
        { "c", "null", "" },
        { "c", """{"name":"Ana"}""", "" },
        { "c", """{"name":{"firstName":{"a":1},"lastName":null}}""", "" },
    };

    [Theory, MemberData(nameof(Users))]
    public void A_name_is_kept_by_its_code(string code, string user, string expected)
    {
        var names = new AppleNames(_clock);
        names.Keep(code, user);
        Assert.Equal(expected, names.Take(code));
        Assert.Equal("", names.Take(code)); // once
    }

    [Theory, InlineData(59.9, "Ana"), InlineData(60, "")]
    public void A_name_is_kept_for_a_minute(double seconds, string expected)
    {
        var names = new AppleNames(_clock);
        names.Keep("c", """{"name":{"firstName":"Ana"}}""");
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, names.Take("c"));
    }

    [Fact]
    public void A_code_that_comes_again_begins_its_minute_anew()
    {
        var names = new AppleNames(_clock);
        names.Keep("c", """{"name":{"firstName":"Ana"}}""");
        _clock.Advance(TimeSpan.FromSeconds(40));
        names.Keep("c", """{"name":{"firstName":"Anna"}}""");
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("Anna", names.Take("c"));
    }

    [Fact]
    public void A_flood_of_codes_takes_a_bounded_memory()
    {
        var names = new AppleNames(_clock);
        for (var i = 0; i < 5_000; i++) names.Keep($"c{i}", """{"name":{"firstName":"Ana"}}""");
        Assert.Equal(1_000, Enumerable.Range(0, 5_000).Count(i => names.Take($"c{i}").Length > 0));
    }
}
