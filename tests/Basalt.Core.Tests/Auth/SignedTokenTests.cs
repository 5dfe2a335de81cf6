using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Basalt.Auth;

namespace Basalt.Core.Tests.Auth;

public sealed class SignedTokenTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";
    private const string Payload = """{"collectionId":"_pb_users_auth_","exp":1774000000,"id":"u1u1u1u1u1u1u1u","refreshable":true,"type":"auth"}""";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes("the-key-of-the-record" + "the-secret-of-the-collection");

    [Fact]
    public void A_token_has_exactly_the_claims_of_the_protocol_in_its_order()
    {
        var text = SignedToken.Write(Claims(), Key);
        var parts = text.Split('.');
        Assert.Equal(Header, Decode(parts[0]));
        Assert.Equal(Payload, Decode(parts[1]));
        Assert.Equal(Signed(Header, Payload), text);
    }

    [Fact]
    public void A_token_for_a_mail_says_the_addresses_and_nothing_of_refreshing()
    {
        var claims = Claims() with { Type = "emailChange", Refreshable = null, Email = "a@example.com", NewEmail = "ä\"b@example.com" };
        Assert.Equal(
            """{"collectionId":"_pb_users_auth_","email":"a@example.com","exp":1774000000,"id":"u1u1u1u1u1u1u1u","newEmail":"ä\"b@example.com","type":"emailChange"}""",
            Decode(SignedToken.Write(claims, Key).Split('.')[1]));
    }

    [Fact]
    public void What_was_written_reads_back_and_verifies()
    {
        var token = SignedToken.Parse(SignedToken.Write(Claims(), Key));
        Assert.NotNull(token);
        Assert.Equal(Claims(), token.Claims);
        Assert.True(token.IsSignedWith(Key));
    }

    [Fact]
    public void Times_that_a_token_of_others_may_have_read_back_too()
    {
        var claims = Claims() with { IssuedAt = 1_773_000_000, NotBefore = 1_773_000_001 };
        Assert.Equal(claims, SignedToken.Parse(SignedToken.Write(claims, Key))?.Claims);
    }

    public static TheoryData<string> Accepted => new()
    {
        Signed(Header, Payload),
        Signed("""{"alg":"HS256"}""", Payload),
        Signed("""{"typ":"jwt","alg":"HS256","kid":"x"}""", Payload),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1.5e9,"iat":1,"nbf":2,"more":{"x":[1]}}"""),
        Signed("""{"alg":"HS256","\ud800":1,"kid":"\udc00"}""", """{"id":"\ud800","collectionId":"b","type":"c","exp":1,"\udfff":1,"email":"\ud800x"}"""), // half characters, which are no text
    };

    [Theory, MemberData(nameof(Accepted))]
    public void A_well_formed_token_of_the_key_is_accepted(string text) => Assert.True(SignedToken.Parse(text)?.IsSignedWith(Key));

    public static TheoryData<string> Refused => new()
    {
        // other algorithms, whatever they are signed with
        Signed("""{"alg":"none"}""", Payload),
        $"{Encode("""{"alg":"none"}""")}.{Encode(Payload)}.",
        Signed("""{"alg":"hs256"}""", Payload),
        Signed("""{"alg":"HS384"}""", Payload),
        Signed("""{"alg":"RS256"}""", Payload),
        Signed("""{"alg":["HS256"]}""", Payload),
        Signed("""{"alg":null}""", Payload),
        Signed("""{"typ":"JWT"}""", Payload),
        Signed("""{"alg":"none","alg":"HS256"}""", Payload),
        Signed("[]", Payload),
        Signed("\"HS256\"", Payload),
        Signed("", Payload),
        // claims that are missing or of another type
        Signed(Header, """{"collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"b","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c"}"""),
        Signed(Header, """{"id":"","collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"","exp":1}"""),
        Signed(Header, """{"id":1,"collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, """{"id":["a"],"collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":"1774000000"}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1e999}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":null}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1,"nbf":"0"}"""),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1,"iat":{}}"""),
        Signed(Header, """{"id":"a","id":"z","collectionId":"b","type":"c","exp":1}"""),
        Signed(Header, "[1]"),
        Signed(Header, "null"),
        Signed(Header, "{"),
        Signed(Header, Payload + "x"),
        Signed(Header, new string('[', 3_000)),
        // other forms
        "", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", " ", "Bearer", "null", "\0", "é.é.é",
        Signed(Header, Payload) + "x",
        Signed(Header, Payload) + "=",
        Signed(Header, Payload) + ".",
        " " + Signed(Header, Payload),
        Signed(Header, Payload)[..^1],
        Signed(Header, Payload)[..Signed(Header, Payload).LastIndexOf('.')],
        Signed(Header, Payload)[..(Signed(Header, Payload).LastIndexOf('.') + 1)],
        // changed after it was signed
        Signed(Header, Payload).Replace(Encode(Payload), Encode(Payload.Replace("u1u1", "u2u2")), StringComparison.Ordinal),
        Signed(Header, Payload).Replace(Encode(Header), Encode("""{"alg":"HS256"}"""), StringComparison.Ordinal),
        Signed(Header, Payload, "another key of just some length"u8.ToArray()),
        Signed(Header, Payload, []),
        Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1,"x":"PAD"}""".Replace("PAD", new string('x', 4_000), StringComparison.Ordinal)),
    };

    [Theory, MemberData(nameof(Refused))]
    public void Anything_else_is_no_token(string text) => Assert.False(SignedToken.Parse(text)?.IsSignedWith(Key) ?? false);

    [Fact]
    public void A_signature_without_its_last_byte_is_none_even_where_that_byte_was_zero()
    {
        var text = Enumerable.Range(0, 10_000)
            .Select(i => Signed(Header, $$"""{"id":"a{{i}}","collectionId":"b","type":"c","exp":1}"""))
            .First(t => SignatureOf(t)[^1] == 0);
        var cut = text[..(text.LastIndexOf('.') + 1)] + Base64Url.EncodeToString(SignatureOf(text).AsSpan()[..^1]);

        Assert.True(SignedToken.Parse(text)?.IsSignedWith(Key));
        Assert.False(SignedToken.Parse(cut)?.IsSignedWith(Key));
    }

    public static TheoryData<string, bool?> Flags => new() { { "true", true }, { "false", false }, { "\"true\"", null }, { "1", null }, { "null", null } };

    [Theory, MemberData(nameof(Flags))]
    public void Whether_a_token_can_be_refreshed_is_said_by_a_boolean_alone(string json, bool? expected) =>
        Assert.Equal(expected, SignedToken.Parse(Signed(Header, """{"id":"a","collectionId":"b","type":"c","exp":1,"refreshable":FLAG}""".Replace("FLAG", json, StringComparison.Ordinal)))!.Claims.Refreshable);

    [Fact]
    public void A_token_of_4096_characters_is_looked_at_and_no_longer_one()
    {
        var texts = Enumerable.Range(2_900, 200)
            .Select(pad => Signed(Header, $$"""{"id":"a","collectionId":"b","type":"c","exp":1,"x":"{{new string('x', pad)}}"}"""))
            .ToLookup(t => t.Length);

        Assert.NotNull(SignedToken.Parse(texts[4_096].First()));
        Assert.All(texts.Where(t => t.Key > 4_096), longer => Assert.Null(SignedToken.Parse(longer.First())));
    }

    [Fact]
    public void A_huge_text_is_no_token() => Assert.Null(SignedToken.Parse(new string('a', 10_000_000) + ".a.a"));

    public static TheoryData<double, double?, double?, bool> Times => new()
    {
        { 1001, null, null, true },
        { 1000.5, null, null, true },
        { 1000, null, null, false }, // "until", not "until the end of"
        { 999, null, null, false },
        { 0, null, null, false },
        { -1, null, null, false },
        { 2000, 1000, 1000, true },
        { 2000, 1001, null, false },
        { 2000, null, 1001, false },
        { 2000, null, 1000.1, false },
    };

    [Theory, MemberData(nameof(Times))]
    public void A_token_is_good_in_its_time_to_the_second(double expires, double? notBefore, double? issued, bool expected)
    {
        var claims = Claims() with { ExpiresAt = expires, NotBefore = notBefore, IssuedAt = issued };
        Assert.Equal(expected, claims.AreValidAt(DateTimeOffset.FromUnixTimeSeconds(1000)));
    }

    private static TokenClaims Claims() => new()
    {
        Id = "u1u1u1u1u1u1u1u",
        CollectionId = "_pb_users_auth_",
        Type = "auth",
        ExpiresAt = 1_774_000_000,
        Refreshable = true,
    };

    private static string Signed(string header, string payload, byte[]? key = null)
    {
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(key ?? Key, Encoding.ASCII.GetBytes(text)))}";
    }

    private static byte[] SignatureOf(string text) => Base64Url.DecodeFromChars(text.AsSpan()[(text.LastIndexOf('.') + 1)..]);

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Decode(string part) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part));
}
