using System.Text.Json;
using Basalt.Records;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class ValueCheckTests
{
    private const string Select = "\"values\":[\"a\",\"b\",\"c\"]";
    private const string CustomId = "\"name\":\"id\",\"primaryKey\":true,\"required\":true,\"pattern\":\"^.+$\"";

    /// <summary>Type, options, what is submitted, the error as <c>code params</c>, or "" when it is accepted.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "text", "\"required\":true", "\"\"", "validation_required" },
        { "text", "", "\"\"", "" },
        { "text", "\"min\":3", "\"\"", "" },
        { "text", "\"min\":3,\"required\":true", "\"\"", "validation_required" },
        { "text", "\"min\":3", "\"ab\"", "validation_min_text_constraint min=3" },
        { "text", "\"min\":3", "\"😀😀\"", "validation_min_text_constraint min=3" },
        { "text", "\"min\":3", "\"😀😀😀\"", "" },
        { "text", "\"max\":3", "\"😀😀😀\"", "" },
        { "text", "\"max\":3", "\"abcd\"", "validation_max_text_constraint max=3" },
        { "text", "\"pattern\":\"^[a-z]+$\"", "\"abc\"", "" },
        { "text", "\"pattern\":\"^[a-z]+$\"", "\"abc\\n\"", "validation_invalid_format" },
        { "text", "\"pattern\":\"b\"", "\"abc\"", "" },
        { "text", "\"pattern\":\"(?=b)\"", "\"b\"", "validation_invalid_format" },
        { "text", "\"min\":3,\"pattern\":\"b\"", "\"a\"", "validation_min_text_constraint min=3" },
        { "text", "", "\"a\\u0000b\"", "validation_invalid_value" },
        { "text", CustomId, "\"a/b\"", "validation_forbidden_pk_character ch=/" },
        { "text", CustomId, "\"a b\"", "validation_forbidden_pk_character ch= " },
        { "text", CustomId, "\"a\\u0000\"", "validation_forbidden_pk_character ch=\0" },
        { "text", CustomId, "\"a.b\"", "validation_forbidden_pk_character ch=." },
        { "text", CustomId, "\"cOn\"", "validation_reserved_pk reserved=CON" },
        { "text", CustomId, "\"lpt9\"", "validation_reserved_pk reserved=LPT9" },
        { "text", CustomId, "\"Lpt10\"", "" },
        { "text", "\"name\":\"id\",\"primaryKey\":true,\"pattern\":\"^[a-z0-9]+$\"", "\"con\"", "" },
        { "text", "\"name\":\"id\",\"primaryKey\":true,\"pattern\":\"^[a-z0-9]+$\"", "\"a b\"", "validation_invalid_format" },
        { "text", "\"pattern\":\"^.+$\"", "\"a/b\"", "" },
        { "editor", "\"required\":true", "\"\"", "validation_required" },
        { "editor", "\"maxSize\":3", "\"abc\"", "" },
        { "editor", "\"maxSize\":3", "\"äb\"", "" },
        { "editor", "\"maxSize\":3", "\"ää\"", "validation_content_size_limit maxSize=3" },
        { "number", "\"required\":true", "0", "validation_required" },
        { "number", "\"required\":true", "-0", "validation_required" },
        { "number", "\"min\":5", "0", "" },
        { "number", "\"min\":5", "4.5", "validation_min_number_constraint min=5" },
        { "number", "\"max\":-5", "0", "" },
        { "number", "\"max\":-5", "-4", "validation_max_number_constraint max=-5" },
        { "number", "\"min\":1,\"max\":2", "1.5", "" },
        { "number", "\"onlyInt\":true", "1.5", "validation_only_int_constraint" },
        { "number", "\"onlyInt\":true", "1e300", "" },
        { "number", "", "1e400", "validation_not_a_number" },
        { "number", "", "-1e400", "validation_not_a_number" },
        { "number", "", "\"NaN\"", "validation_not_a_number" },
        { "bool", "\"required\":true", "false", "validation_required" },
        { "bool", "\"required\":true", "true", "" },
        { "bool", "", "false", "" },
        { "email", "\"required\":true", "\"\"", "validation_required" },
        { "email", "", "\"invalid\"", "validation_is_email" },
        { "email", "", "\"a@example.com\"", "" },
        { "email", "\"exceptDomains\":[\"example.com\"]", "\"a@example.com\"", "validation_email_domain_not_allowed" },
        { "email", "\"exceptDomains\":[\"example.com\"]", "\"a@Example.com\"", "" },
        { "email", "\"exceptDomains\":[\"example.com\"]", "\"a@sub.example.com\"", "" },
        { "email", "\"exceptDomains\":[]", "\"a@example.com\"", "" },
        { "email", "\"onlyDomains\":[\"example.com\"]", "\"a@example.com\"", "" },
        { "email", "\"onlyDomains\":[\"example.com\"]", "\"a@example.org\"", "validation_email_domain_not_allowed" },
        { "url", "\"required\":true", "\"\"", "validation_required" },
        { "url", "", "\"javascript:alert(1)\"", "validation_invalid_url" },
        { "url", "", "\"https://example.com/x?y#z\"", "" },
        { "url", "\"exceptDomains\":[\"example.com\"]", "\"https://example.com/\"", "validation_url_domain_not_allowed" },
        { "url", "\"exceptDomains\":[\"example.com\"]", "\"https://user@example.com/\"", "validation_url_domain_not_allowed" },
        { "url", "\"exceptDomains\":[\"example.com\"]", "\"https://example.com:8080/\"", "" },
        { "url", "\"onlyDomains\":[\"example.com\"]", "\"https://example.com/a\"", "" },
        { "url", "\"onlyDomains\":[\"example.com\"]", "\"https://example.com.evil.org/a\"", "validation_url_domain_not_allowed" },
        { "date", "\"required\":true", "\"never\"", "validation_required" },
        { "date", "\"min\":\"2024-01-02\"", "\"2024-01-01 23:59:59.999Z\"", "validation_min_greater_equal_than_required threshold=2024-01-02 00:00:00.000Z" },
        { "date", "\"min\":\"2024-01-02\"", "\"2024-01-02\"", "" },
        { "date", "\"max\":\"2024-01-02\"", "\"2024-01-02 00:00:00.001Z\"", "validation_max_less_equal_than_required threshold=2024-01-02 00:00:00.000Z" },
        { "date", "\"max\":\"2024-01-02\"", "\"2024-01-02\"", "" },
        { "autodate", "\"onCreate\":true", "\"2024-01-02\"", "" },
        { "select", Select + ",\"required\":true", "\"\"", "validation_required" },
        { "select", Select + ",\"required\":true,\"maxSelect\":2", "[]", "validation_required" },
        { "select", Select, "\"d\"", "validation_invalid_value value=d" },
        { "select", Select, "\"a\"", "" },
        { "select", Select, "\"A\"", "validation_invalid_value value=A" },
        { "select", Select + ",\"maxSelect\":2", "[\"a\",\"b\",\"c\"]", "validation_too_many_values maxSelect=2" },
        { "select", Select + ",\"maxSelect\":2", "[\"a\",\"x\"]", "validation_invalid_value value=x" },
        { "relation", "\"required\":true", "\"\"", "validation_required" },
        { "relation", "\"maxSelect\":3,\"minSelect\":2", "[]", "" },
        { "relation", "\"maxSelect\":3,\"minSelect\":2", "[\"x\"]", "validation_not_enough_values minSelect=2" },
        { "relation", "\"maxSelect\":3,\"minSelect\":2", "[\"x\",\"y\",\"z\",\"w\"]", "validation_too_many_values maxSelect=3" },
        { "relation", "\"maxSelect\":3,\"minSelect\":2", "[\"x\",\"y\"]", "" },
        { "file", "\"required\":true,\"maxSelect\":2", "[]", "validation_required" },
        { "file", "\"maxSelect\":2", "[\"a\",\"b\",\"c\"]", "validation_too_many_files maxSelect=2" },
        { "json", "\"required\":true", "null", "validation_required" },
        { "json", "\"required\":true", "\"\"", "validation_required" },
        { "json", "\"required\":true", "[]", "validation_required" },
        { "json", "\"required\":true", "{}", "validation_required" },
        { "json", "\"required\":true", "\"null\"", "validation_required" },
        { "json", "\"required\":true", "0", "" },
        { "json", "\"required\":true", "false", "" },
        { "json", "\"required\":true", "[[]]", "" },
        { "json", "\"maxSize\":5", "[1,2]", "" },
        { "json", "\"maxSize\":5", "[1,23]", "validation_json_size_limit maxSize=5" },
        { "geoPoint", "\"required\":true", "{\"lon\":0,\"lat\":0}", "validation_required" },
        { "geoPoint", "\"required\":true", "{\"lon\":0,\"lat\":1}", "" },
        { "geoPoint", "", "{\"lon\":180,\"lat\":90}", "" },
        { "geoPoint", "", "{\"lon\":0,\"lat\":90.1}", "validation_invalid_latitude" },
        { "geoPoint", "", "{\"lon\":-180.1,\"lat\":0}", "validation_invalid_longitude" },
        { "geoPoint", "", "{\"lon\":1e400,\"lat\":0}", "validation_invalid_longitude" },
        { "password", "\"required\":true", "\"\"", "validation_required" },
        { "password", "\"min\":8", "\"1234567\"", "validation_min_text_constraint" },
        { "password", "\"max\":9", "\"1234567890\"", "validation_max_text_constraint" },
        { "password", "\"pattern\":\"[0-9]\"", "\"abc\"", "validation_invalid_format" },
        { "password", "\"min\":8", "\"12345678\"", "" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void A_value_is_refused_with(string type, string options, string submitted, string expected)
    {
        using var document = JsonDocument.Parse(submitted);
        var field = options.StartsWith("\"name\"", StringComparison.Ordinal) ? FieldOf.Json($$"""{"type":"{{type}}",{{options}}}""") : FieldOf.Type(type, options);
        var error = field.Check(field.Coerce(document.RootElement));
        Assert.Equal(expected, error is null ? "" : error.Code + string.Concat((error.Params ?? []).Select(p => FormattableString.Invariant($" {p.Key}={p.Value}"))));
    }

    public static TheoryData<string, string, int, bool> Limits => new()
    {
        { "text", "", 5000, true },
        { "text", "", 5001, false },
        { "password", "", 71, true },
        { "password", "", 72, false },
        { "editor", "", 5 << 20, true },
        { "editor", "", (5 << 20) + 1, false },
        { "json", "", (1 << 20) - 2, true }, // and two quotes
        { "json", "", (1 << 20) - 1, false },
    };

    [Theory, MemberData(nameof(Limits))]
    public void A_limit_of_zero_is_the_default_limit(string type, string options, int length, bool accepted)
    {
        var field = FieldOf.Type(type, options);
        var text = new string('a', length);
        Assert.Equal(accepted, field.Check(type == "json" ? Value.Json($"\"{text}\"") : Value.Text(text)) is null);
    }

    [Fact]
    public void Messages_are_sentences_with_the_limits_filled_in()
    {
        Assert.Equal("Must be at least 3 character(s).", FieldOf.Type("text", "\"min\":3").Check(Value.Text("a"))!.Message);
        Assert.Equal("Must be no less than 1.5.", FieldOf.Type("number", "\"min\":1.5").Check(Value.Number(1))!.Message);
        Assert.Equal("Cannot be blank.", FieldOf.Type("text", "\"required\":true").Check(Value.EmptyText)!.Message);
    }

    [Fact]
    public void A_value_of_another_kind_is_refused()
    {
        foreach (string type in CoercionTests.EveryType)
        {
            var field = FieldOf.Type(type);
            foreach (var value in new[] { Value.Text("x"), Value.Number(1), Value.Bool(true), Value.List(["x"]), Value.Geo(GeoPoint.Zero), Value.Json("1") })
            {
                if (value.Kind == field.Zero.Kind || (type == "json" && value.Kind == ValueKind.Json)) continue;
                Assert.Equal("validation_unsupported_value_type", field.Check(value)?.Code);
            }
        }
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("2024-01-02")]
    [InlineData("2024-13-02 00:00:00.000Z")]
    public void A_date_that_code_made_wrong_is_refused(string text) =>
        Assert.Equal("validation_invalid_value", FieldOf.Type("date").Check(Value.Text(text))!.Code);

    [Fact]
    public void Json_that_code_made_wrong_is_refused() =>
        Assert.Equal("validation_invalid_json", FieldOf.Type("json").Check(Value.Json("{broken"))!.Code);
}
