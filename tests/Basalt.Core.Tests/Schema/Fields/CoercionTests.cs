using System.Text;
using System.Text.Json;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class CoercionTests
{
    private const string Tags = "\"values\":[\"a\",\"b\"],\"maxSelect\":3";

    /// <summary>Type, options, what a client submits, the JSON that clients then see.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "text", "", "\"hello\"", "\"hello\"" },
        { "text", "", "\"a\\u0000b\"", "\"a\\u0000b\"" },
        { "text", "", "\"\\ud83d\\ude00 \\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"😀 /\\u0008\\u000c\\n\\r\\t\\\"\\\\\"" },
        { "text", "", "\"\\ud800\"", "\"\uFFFD\"" },
        { "text", "", "\"x\\udc00\\ud800y\"", "\"x\uFFFD\uFFFDy\"" },
        { "text", "", "5", "\"5\"" },
        { "text", "", "12345678901234567890", "\"12345678901234567890\"" },
        { "text", "", "1.50", "\"1.5\"" },
        { "text", "", "1e3", "\"1000\"" },
        { "text", "", "1e400", "\"0\"" },
        { "text", "", "true", "\"true\"" },
        { "text", "", "null", "\"\"" },
        { "text", "", "[\"a\"]", "\"\"" },
        { "text", "", "{\"a\":1}", "\"\"" },
        { "editor", "", "false", "\"false\"" },
        { "email", "", "[]", "\"\"" },
        { "url", "", "7", "\"7\"" },
        { "number", "", "1.25", "1.25" },
        { "number", "", "\"12.5\"", "12.5" },
        { "number", "", "\"-3e2\"", "-300" },
        { "number", "", "\"12,5\"", "0" },
        { "number", "", "\" 1\"", "0" },
        { "number", "", "\"\"", "0" },
        { "number", "", "\"\\u0031\"", "0" },
        { "number", "", "true", "1" },
        { "number", "", "false", "0" },
        { "number", "", "null", "0" },
        { "number", "", "[1]", "0" },
        { "number", "", "{}", "0" },
        { "number", "", "-0", "0" },
        { "number", "", "9007199254740993", "9007199254740992" },
        { "number", "", "1e21", "1e+21" },
        { "bool", "", "true", "true" },
        { "bool", "", "\"1\"", "true" },
        { "bool", "", "\"t\"", "true" },
        { "bool", "", "\"T\"", "true" },
        { "bool", "", "\"TRUE\"", "true" },
        { "bool", "", "\"True\"", "true" },
        { "bool", "", "\"tRUE\"", "false" },
        { "bool", "", "\"yes\"", "false" },
        { "bool", "", "0", "false" },
        { "bool", "", "-0.5", "true" },
        { "bool", "", "1e400", "true" },
        { "bool", "", "null", "false" },
        { "bool", "", "[true]", "false" },
        { "bool", "", "{\"a\":true}", "false" },
        { "date", "", "\"2024-05-06 07:08:09.123Z\"", "\"2024-05-06 07:08:09.123Z\"" },
        { "date", "", "\"2024-05-06T09:08:09+02:00\"", "\"2024-05-06 07:08:09.000Z\"" },
        { "date", "", "\"tomorrow\"", "\"\"" },
        { "date", "", "1715000000", "\"\"" },
        { "date", "", "null", "\"\"" },
        { "date", "", "[\"2024-05-06\"]", "\"\"" },
        { "date", "", "\"\\ud800\"", "\"\"" },
        { "autodate", "", "\"2024-05-06 07:08:09.123Z\"", "\"\"" },
        { "select", "", "\"a\"", "\"a\"" },
        { "select", "", "[\"a\",\"b\"]", "\"b\"" },
        { "select", "", "[\"a\",\"\"]", "\"a\"" },
        { "select", "", "\"[\\\"a\\\",\\\"b\\\"]\"", "\"b\"" },
        { "select", "", "\"[a\"", "\"[a\"" },
        { "select", "", "5", "\"5\"" },
        { "select", "", "true", "\"true\"" },
        { "select", "", "null", "\"\"" },
        { "select", "", "{\"a\":1}", "\"\"" },
        { "select", Tags, "\"a\"", "[\"a\"]" },
        { "select", Tags, "[\"b\",\"a\",\"b\",\"\",null]", "[\"b\",\"a\"]" },
        { "select", Tags, "\"[\\\"a\\\", \\\"b\\\"]\"", "[\"a\",\"b\"]" },
        { "select", Tags, "\"[1,2]\"", "[\"1\",\"2\"]" },
        { "select", Tags, "[1,true,[\"a\"],{\"b\":1}]", "[\"1\",\"true\"]" },
        { "select", Tags, "[\"\\ud800\",\"\\ud800\"]", "[\"\uFFFD\"]" },
        { "select", Tags, "\"\"", "[]" },
        { "select", Tags, "null", "[]" },
        { "select", Tags, "{}", "[]" },
        { "relation", "\"maxSelect\":1", "[\"x\",\"y\"]", "\"y\"" },
        { "relation", "\"maxSelect\":2", "\"x\"", "[\"x\"]" },
        { "file", "\"maxSelect\":2", "[\"a.txt\",\"a.txt\"]", "[\"a.txt\"]" },
        { "json", "", "{\"b\": 1,  \"a\":[1, 2]}", "{\"b\": 1,  \"a\":[1, 2]}" },
        { "json", "", "{\n\t\"b\": \"x  y\"\r\n}", "{\"b\":\"x  y\"}" },
        { "json", "", "null", "null" },
        { "json", "", "1e400", "1e400" },
        { "json", "", "\"\"", "\"\"" },
        { "json", "", "\"null\"", "null" },
        { "json", "", "\"true\"", "true" },
        { "json", "", "\"false\"", "false" },
        { "json", "", "\"12\"", "12" },
        { "json", "", "\"012\"", "\"012\"" },
        { "json", "", "\"-1.5e3\"", "-1.5e3" },
        { "json", "", "\"-\"", "\"-\"" },
        { "json", "", "\"1.\"", "\"1.\"" },
        { "json", "", "\"[1,2]\"", "[1,2]" },
        { "json", "", "\"[1,2\"", "\"[1,2\"" },
        { "json", "", "\"[1,]\"", "\"[1,]\"" },
        { "json", "", "\"{\\\"a\\\":1}\"", "{\"a\":1}" },
        { "json", "", "\"\\\"quoted\\\"\"", "\"quoted\"" },
        { "json", "", "\" [1]\"", "\" [1]\"" },
        { "json", "", "\"hello\"", "\"hello\"" },
        { "json", "", "\"\\ud800\"", "\"\uFFFD\"" },
        { "geoPoint", "", "{\"lon\":12.5,\"lat\":-7}", "{\"lon\":12.5,\"lat\":-7}" },
        { "geoPoint", "", "{\"lat\":1}", "{\"lon\":0,\"lat\":1}" },
        { "geoPoint", "", "\"{\\\"lat\\\":1,\\\"lon\\\":2}\"", "{\"lon\":2,\"lat\":1}" },
        { "geoPoint", "", "{\"\\ud800\":{\"lon\":9},\"lon\":\"x\",\"lat\":[1]}", "{\"lon\":0,\"lat\":0}" },
        { "geoPoint", "", "[1,2]", "{\"lon\":0,\"lat\":0}" },
        { "geoPoint", "", "\"1,2\"", "{\"lon\":0,\"lat\":0}" },
        { "geoPoint", "", "null", "{\"lon\":0,\"lat\":0}" },
        { "password", "", "\"secret\"", "\"\"" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void What_a_client_submits_becomes(string type, string options, string submitted, string shown)
    {
        using var document = JsonDocument.Parse(submitted);
        var field = FieldOf.Type(type, options);
        Assert.Equal(shown, Shown(field, field.Coerce(document.RootElement)));
    }

    [Fact]
    public void A_password_comes_out_of_coercion_in_plain()
    {
        using var document = JsonDocument.Parse("\"s3cret\"");
        Assert.Equal("s3cret", FieldOf.Type("password").Coerce(document.RootElement).AsText());
    }

    public static TheoryData<string> EveryType => [.. new[]
    {
        "text", "editor", "number", "bool", "email", "url", "date", "autodate", "select", "relation", "file", "json", "password", "geoPoint",
    }];

    /// <summary>Nothing of this may throw, in any type; what comes out must be checkable, writable and valid JSON.</summary>
    [Theory, MemberData(nameof(EveryType))]
    public void Hostile_input_never_throws(string type)
    {
        foreach (var options in new[] { "", "\"maxSelect\":5", "\"required\":true,\"onlyInt\":true,\"pattern\":\"^a+$\",\"min\":1" })
        {
            if (type == "date" && options.Contains("min", StringComparison.Ordinal)) continue; // its min is a text
            var field = FieldOf.Type(type, options);
            foreach (var body in HostileBodies())
            {
                using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 100 });
                var value = field.Coerce(document.RootElement);
                _ = field.Check(value);
                using var parsed = JsonDocument.Parse(Shown(field, value), new JsonDocumentOptions { MaxDepth = 200 });
            }

            Assert.Equal(field.Zero, field.Coerce(default));
        }
    }

    private static IEnumerable<byte[]> HostileBodies()
    {
        string[] texts =
        [
            "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u0000\"", "1e400", "-1e400", "1e-400", "123456789012345678901234567890", "-0", "0.1",
            new string('[', 90) + new string(']', 90), "\"" + new string('[', 5000) + "\"", "\"" + new string('[', 5000) + new string(']', 5000) + "\"",
            "{\"lon\":{\"lon\":[]},\"lat\":1e999}", "{\"\\ud800\":1}", "\"[\\\"\\\\ud800\\\"]\"", "\"{\\\"lon\\\":1e999}\"", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"",
            "\"[\\u0000]\"", "\"[ ]\"", "\"[null]\"", "\"[{}]\"", "\"[[[]],1]\"", "\"\\\"\"", "\"\\\\\"", "\"{\"", "[[],{},null,false,0,\"\"]",
            "\"" + new string('a', 100_000) + "\"", "\"9999-12-31 23:59:59.999-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"0000-00-00 00:00:00.000Z\"",
        ];
        foreach (var text in texts) yield return Encoding.UTF8.GetBytes(text);
        yield return [.. "\""u8, 0xFF, 0xC0, 0x80, .. "\""u8]; // a parsed string whose bytes are no UTF-8
        yield return [.. "[\""u8, 0xED, 0xA0, 0x80, .. "\"]"u8];
        yield return [.. "{\""u8, 0xFF, .. "\":\""u8, 0xFF, .. "\"}"u8];
    }

    private static string Shown(Field field, Value value)
    {
        using var json = new JsonBuffer();
        field.Write(value, json);
        return json.ToString();
    }
}
