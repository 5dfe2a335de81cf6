using System.Text;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class StoredFormTests
{
    private const string Many = "\"maxSelect\":3";

    /// <summary>Type, options, what the column holds, the JSON that clients see.</summary>
    public static TheoryData<string, string, object?, string> Cases => new()
    {
        { "text", "", "plain", "\"plain\"" },
        { "text", "", "ä😀 \"q\" \\ \n\u0001", "\"ä😀 \\\"q\\\" \\\\ \\n\\u0001\"" },
        { "text", "", null, "\"\"" },
        { "text", "", 12L, "\"12\"" },
        { "text", "", 1.5, "\"1.5\"" },
        { "text", "", new byte[] { 0x61, 0xFF, 0x62 }, "\"a\uFFFDb\"" },
        { "text", "", "[\"a\"]", "\"[\\\"a\\\"]\"" },
        { "editor", "", "<p>x</p>", "\"<p>x</p>\"" },
        { "email", "", "a@example.com", "\"a@example.com\"" },
        { "url", "", null, "\"\"" },
        { "password", "", "$2a$10$abcdefghijklmnopqrstuv", "\"\"" },
        { "password", "", null, "\"\"" },
        { "number", "", 0L, "0" },
        { "number", "", 42L, "42" },
        { "number", "", -1.25, "-1.25" },
        { "number", "", 1e-7, "1e-7" },
        { "number", "", 0.000001, "0.000001" },
        { "number", "", 9007199254740993L, "9007199254740992" },
        { "number", "", double.PositiveInfinity, "0" },
        { "number", "", 3.0, "3" },
        { "number", "", "7.5", "7.5" },
        { "number", "", "x", "0" },
        { "number", "", null, "0" },
        { "bool", "", 1L, "true" },
        { "bool", "", 0L, "false" },
        { "bool", "", 0.5, "true" },
        { "bool", "", "true", "true" },
        { "bool", "", "0", "false" },
        { "bool", "", null, "false" },
        { "date", "", "2024-05-06 07:08:09.123Z", "\"2024-05-06 07:08:09.123Z\"" },
        { "date", "", "2024-05-06 07:08:09Z", "\"2024-05-06 07:08:09.000Z\"" },
        { "date", "", "2024-05-06 07:08:09", "\"2024-05-06 07:08:09.000Z\"" },
        { "date", "", "2024-05-06T07:08:09.5+01:00", "\"2024-05-06 06:08:09.500Z\"" },
        { "date", "", "", "\"\"" },
        { "date", "", "soon", "\"\"" },
        { "date", "", 17L, "\"\"" },
        { "date", "", null, "\"\"" },
        { "autodate", "", "2024-05-06 07:08:09Z", "\"2024-05-06 07:08:09.000Z\"" },
        { "select", "", "a", "\"a\"" },
        { "select", "", "[\"a\",\"b\"]", "\"b\"" },
        { "select", "", "[]", "\"\"" },
        { "select", "", "[draft]", "\"[draft]\"" },
        { "select", "", "", "\"\"" },
        { "select", "", null, "\"\"" },
        { "select", Many, "[\"a\",\"b\"]", "[\"a\",\"b\"]" },
        { "select", Many, "[]", "[]" },
        { "select", Many, "", "[]" },
        { "select", Many, null, "[]" },
        { "select", Many, "plain", "[\"plain\"]" },
        { "select", Many, "[draft]", "[\"[draft]\"]" },
        { "select", Many, " [ \"a\" , \"b\" ] ", "[\"a\",\"b\"]" },
        { "select", Many, "[\"\\u003cb\\u003e\",\"\"]", "[\"<b>\"]" },
        { "select", Many, "[1,true,null,[2],{\"a\":3}]", "[\"1\",\"true\"]" },
        { "select", Many, "[\"a\",\"b\"]x", "[\"[\\\"a\\\",\\\"b\\\"]x\"]" },
        { "select", Many, "[\"a\",]", "[\"[\\\"a\\\",]\"]" },
        { "select", Many, "[\"a\"", "[\"[\\\"a\\\"\"]" },
        { "select", Many, new byte[] { (byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']' }, "[\"[\\\"\uFFFD\\\"]\"]" },
        { "select", Many, 5L, "[\"5\"]" },
        { "relation", Many, "[\"id1\",\"id2\"]", "[\"id1\",\"id2\"]" },
        { "relation", "", "id1", "\"id1\"" },
        { "file", Many, "one.png", "[\"one.png\"]" },
        { "json", "", null, "null" },
        { "json", "", "null", "null" },
        { "json", "", " null ", "null" },
        { "json", "", "{\"a\": [1, \"x\"]}", "{\"a\": [1, \"x\"]}" },
        { "json", "", "{\n  \"a\": \"\\n \\\" x\"\n}", "{\"a\":\"\\n \\\" x\"}" },
        { "json", "", "\"text\"", "\"text\"" },
        { "json", "", "12", "12" },
        { "json", "", "", "\"\"" },
        { "json", "", "not json", "\"not json\"" },
        { "json", "", "{broken", "\"{broken\"" },
        { "json", "", "[1,2,,]", "\"[1,2,,]\"" },
        { "json", "", "\"", "\"\\\"\"" },
        { "json", "", 3L, "3" },
        { "json", "", 0.25, "0.25" },
        { "json", "", new byte[] { (byte)'"', 0xFF, (byte)'"' }, "\"\\\"\uFFFD\\\"\"" },
        { "geoPoint", "", "{\"lat\":1.5,\"lon\":-2}", "{\"lon\":-2,\"lat\":1.5}" },
        { "geoPoint", "", "{}", "{\"lon\":0,\"lat\":0}" },
        { "geoPoint", "", "nowhere", "{\"lon\":0,\"lat\":0}" },
        { "geoPoint", "", null, "{\"lon\":0,\"lat\":0}" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_stored_column_is_shown_as(string type, string options, object? stored, string shown)
    {
        using var json = new JsonBuffer();
        FieldOf.Type(type, options).WriteStored(new StoredCell(stored), 0, json);
        Assert.Equal(shown, json.ToString());
        using var valid = JsonDocument.Parse(json.WrittenMemory);
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_stored_column_reads_as_a_value_that_is_shown_the_same(string type, string options, object? stored, string shown)
    {
        var field = FieldOf.Type(type, options);
        using var json = new JsonBuffer();
        field.Write(field.Read(new StoredCell(stored), 0), json);
        Assert.Equal(shown, json.ToString());
    }

    [Fact]
    public void A_null_column_reads_as_the_zero_value()
    {
        foreach (var (type, options, _, _) in Cases.Select(row => row.Data))
        {
            var field = FieldOf.Type(type, options);
            Assert.Equal(field.Zero, field.Read(new StoredCell(null), 0));
        }
    }

    [Fact]
    public void A_password_reads_as_its_hash() =>
        Assert.Equal("$2a$10$x", FieldOf.Type("password").Read(new StoredCell("$2a$10$x"), 0).AsText());

    [Fact]
    public void Json_deeper_than_the_limit_is_shown_as_a_text()
    {
        var deep = new string('[', JsonText.DepthMax + 1) + new string(']', JsonText.DepthMax + 1);
        using var json = new JsonBuffer();
        FieldOf.Type("json").WriteStored(new StoredCell(deep), 0, json);
        Assert.Equal($"\"{deep}\"", json.ToString());
        json.Clear();
        FieldOf.Type("json").WriteStored(new StoredCell(deep[1..^1]), 0, json);
        Assert.Equal(deep[1..^1], json.ToString());
    }

    public static TheoryData<string, string, object?> UsualForms => new()
    {
        { "text", "", "A title with ä and 😀" },
        { "password", "", "$2a$10$abcdefghijklmnopqrstuv" },
        { "number", "", 12.5 },
        { "number", "", 42L },
        { "bool", "", 1L },
        { "date", "", "2024-05-06 07:08:09.123Z" },
        { "select", "", "a" },
        { "select", Many, "[\"a\",\"b\"]" },
        { "relation", Many, "[\"9c2m4b7t1x5w8qe\",\"k3v9x0q2m1a7z8p\"]" },
        { "json", "", "{\"a\":[1,2,{\"b\":null}]}" },
        { "geoPoint", "", "{\"lat\":48.2,\"lon\":16.37}" },
    };

    [Theory, MemberData(nameof(UsualForms))]
    public void Writing_a_usual_stored_form_allocates_nothing(string type, string options, object? stored)
    {
        var field = FieldOf.Type(type, options);
        var row = new StoredCell(stored is string text ? Encoding.UTF8.GetBytes(text) : stored);
        using var json = new JsonBuffer();
        for (var i = 0; i < 50; i++) Write(); // tiers, pools and static tables settle
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Write();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 99); // not one object a call

        void Write()
        {
            json.Clear();
            field.WriteStored(row, 0, json);
        }
    }
}
