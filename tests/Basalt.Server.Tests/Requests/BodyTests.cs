using System.Text;
using Basalt.Errors;
using Basalt.Server.Requests;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Tests.Requests;

public sealed class BodyTests
{
    private const long LimitBytes = 1_000;

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "application/json", """{"a":1,"b":"x"}""", "a=1 b=\"x\"" },
        { "application/json; charset=utf-8", "null", "" },
        { "application/json", "", "" },
        { "application/json", """{"a":1,"a":2}""", "a=2" },
        { "application/json", """{"a":"\ud800"}""", "a=\"\\ufffd\"" },
        { "application/json", """{"a":"\ud83d\ude00"}""", "a=\"\\ud83d\\ude00\"" },
        { "application/x-www-form-urlencoded", "a=1&b=x+y&c=true&d=%41", "a=1 b=\"x y\" c=true d=\"A\"" },
        { "application/x-www-form-urlencoded", "a=1&a=2&b=", "a=[1,2] b=\"\"" },
        { "application/x-www-form-urlencoded", """a=1&@jsonPayload={"a":"z","b":{"c":1}}""", """a="z" b={"c":1}""" },
        { "multipart/form-data; boundary=X", "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n10\r\n--X--\r\n", "a=10" },
        {
            "multipart/form-data; boundary=X",
            "--X\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{\"a\":[1]}\r\n" +
            "--X\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n{\"b\":{}}\r\n--X--\r\n",
            "a=[1] b={}"
        },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task Every_format_becomes_the_same_kind_of_values(string type, string body, string expected)
    {
        var read = await ReadAsync(type, Encoding.UTF8.GetBytes(body));
        Assert.Equal(expected, string.Join(' ', read.Values.Select(v => $"{v.Key}={v.Value.GetRawText()}")));
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "application/json", "[]"u8.ToArray(), "invalid_body" },
        { "application/json", "1"u8.ToArray(), "invalid_body" },
        { "application/json", "{"u8.ToArray(), "invalid_body" },
        { "application/json", [.. "{\"a\":\""u8, 0xff, .. "\"}"u8], "invalid_body" },
        { "application/json", Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 600) + new string(']', 600) + "}")[..999], "invalid_body" },
        { "text/plain", "x"u8.ToArray(), "unsupported_content_type" },
        { "multipart/form-data", "x"u8.ToArray(), "invalid_body" },
        { "multipart/form-data; boundary=X", "--X\r\nContent-Disposition"u8.ToArray(), "invalid_body" },
        { "application/json", new byte[LimitBytes + 1], "body_too_large" },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_can_not_be_read_is_refused_with_a_code(string type, byte[] body, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<BasaltException>(() => ReadAsync(type, body))).Code);

    [Theory]
    [InlineData("true", "true")]
    [InlineData("10", "10")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("0", "0")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("0.0", "\"0.0\"")]
    [InlineData("0001", "\"0001\"")]
    [InlineData("1.", "\"1.\"")]
    [InlineData("-", "\"-\"")]
    [InlineData("-0", "\"-0\"")]
    [InlineData("123456789012345678901234567890", "\"123456789012345678901234567890\"")]
    [InlineData("", "\"\"")]
    [InlineData("True", "\"True\"")]
    public void A_form_text_is_a_number_only_in_its_shortest_form(string text, string json)
    {
        using var buffer = new JsonBuffer();
        FormValue.Write(text, buffer);
        Assert.Equal(json, buffer.ToString());
    }

    private static async Task<RequestBody> ReadAsync(string type, byte[] body)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.ContentType = type;
        http.Request.ContentLength = body.Length;
        http.Request.Body = new MemoryStream(body);
        return await BodyReader.ReadFromClientAsync(http, LimitBytes, CancellationToken.None);
    }
}
