using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class OptionCheckTests
{
    private static readonly string Long = new('a', 101);

    /// <summary>Definition, and what is wrong with it as <c>option:code</c>, several joined by a space.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { """{"type":"bool","name":"ok"}""", "" },
        { """{"type":"bool","name":""}""", "name:validation_required" },
        { $$"""{"type":"bool","name":"{{Long}}"}""", "name:validation_length_out_of_range" },
        { """{"type":"bool","name":"a-b"}""", "name:validation_match_invalid" },
        { """{"type":"bool","name":"größe"}""", "name:validation_match_invalid" },
        { """{"type":"bool","name":"a\n"}""", "name:validation_match_invalid" },
        { """{"type":"bool","name":"a_via_b"}""", "name:validation_found_via" },
        { """{"type":"bool","name":"a_VIA_b"}""", "name:validation_found_via" },
        { """{"type":"bool","name":"null"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"true"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"false"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"_rowid_"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"_ROWID_"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"Expand"}""", "" },
        { """{"type":"bool","name":"collectionId"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"collectionName"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"expand"}""", "name:validation_not_in_invalid" },
        { """{"type":"bool","name":"passwordConfirm"}""", "" },
        { $$"""{"type":"bool","name":"a","id":"{{Long}}"}""", "id:validation_length_out_of_range" },
        { $$"""{"type":"bool","name":"a","help":"{{new string('ä', 151)}}"}""", "help:validation_length_out_of_range" },
        { $$"""{"type":"bool","name":"a","help":"{{new string('ä', 150)}}"}""", "" },
        { """{"type":"text","name":"a","min":-1}""", "min:validation_min_greater_equal_than_required" },
        { """{"type":"text","name":"a","min":5,"max":4}""", "max:validation_min_greater_equal_than_required" },
        { """{"type":"text","name":"a","min":5}""", "" },
        { """{"type":"text","name":"a","pattern":"("}""", "pattern:validation_invalid_regex" },
        { """{"type":"text","name":"a","pattern":"(?=x)"}""", "pattern:validation_invalid_regex" },
        { """{"type":"text","name":"a","pattern":"(a)\\1"}""", "pattern:validation_invalid_regex" },
        { """{"type":"text","name":"a","autogeneratePattern":"[a-z"}""", "autogeneratePattern:validation_invalid_autogenerate_pattern" },
        { """{"type":"text","name":"a","autogeneratePattern":"[a-z]{3}","max":2}""", "autogeneratePattern:validation_invalid_autogenerate_pattern_value" },
        { """{"type":"text","name":"a","autogeneratePattern":"[a-z]{3}","pattern":"^[0-9]+$"}""", "autogeneratePattern:validation_invalid_autogenerate_pattern_value" },
        { """{"type":"text","name":"a","autogeneratePattern":"[a-z0-9]{15}","min":15,"max":15,"pattern":"^[a-z0-9]+$"}""", "" },
        { """{"type":"text","name":"id","primaryKey":true,"required":true,"pattern":"^[a-z]+$"}""", "" },
        { """{"type":"text","name":"key","primaryKey":true,"hidden":true}""", "name:validation_in_invalid required:validation_required hidden:validation_empty pattern:validation_required" },
        { """{"type":"editor","name":"a","maxSize":-1}""", "maxSize:validation_min_greater_equal_than_required" },
        { """{"type":"editor","name":"a","maxSize":9007199254740992}""", "maxSize:validation_max_less_equal_than_required" },
        { """{"type":"json","name":"a","maxSize":-1}""", "maxSize:validation_min_greater_equal_than_required" },
        { """{"type":"number","name":"a","min":1.5,"max":2.5,"onlyInt":true}""", "min:validation_only_int_constraint max:validation_only_int_constraint" },
        { """{"type":"number","name":"a","min":2,"max":1}""", "max:validation_min_number_constraint" },
        { """{"type":"number","name":"a","min":2,"max":2}""", "" },
        { """{"type":"email","name":"a","exceptDomains":["a.com"],"onlyDomains":["b.com"]}""", "exceptDomains:validation_empty onlyDomains:validation_empty" },
        { """{"type":"email","name":"a","exceptDomains":["ok.com","not a domain"]}""", "exceptDomains.1:validation_is_domain" },
        { """{"type":"url","name":"a","onlyDomains":["http://a.com"],"exceptDomains":[]}""", "onlyDomains.0:validation_is_domain" },
        { """{"type":"date","name":"a","min":"2024-01-02","max":"2024-01-01"}""", "max:validation_date_out_of_range" },
        { """{"type":"date","name":"a","min":"2024-01-02","max":"2024-01-02"}""", "" },
        { """{"type":"autodate","name":"a"}""", "onCreate:validation_required" },
        { """{"type":"autodate","name":"a","onUpdate":true}""", "" },
        { """{"type":"select","name":"a"}""", "values:validation_required" },
        { """{"type":"select","name":"a","values":["x"],"maxSelect":2}""", "maxSelect:validation_max_less_equal_than_required" },
        { """{"type":"select","name":"a","values":["x"],"maxSelect":-1}""", "maxSelect:validation_min_greater_equal_than_required" },
        { """{"type":"select","name":"a","values":["x","y"],"maxSelect":2}""", "" },
        { """{"type":"relation","name":"a"}""", "collectionId:validation_required" },
        { """{"type":"relation","name":"a","collectionId":"nope"}""", "collectionId:validation_field_relation_missing_collection" },
        { """{"type":"relation","name":"a","collectionId":"some_base"}""", "" },
        { """{"type":"relation","name":"a","collectionId":"some_view"}""", "collectionId:validation_relation_field_non_view_base_collection" },
        { """{"type":"relation","name":"a","collectionId":"some_base","minSelect":2}""", "maxSelect:validation_required" },
        { """{"type":"relation","name":"a","collectionId":"some_base","minSelect":2,"maxSelect":1}""", "maxSelect:validation_min_greater_equal_than_required" },
        { """{"type":"relation","name":"a","collectionId":"some_base","minSelect":-2}""", "minSelect:validation_min_greater_equal_than_required" },
        { """{"type":"file","name":"a","thumbs":["100x100","0x50t","50x0f","1x1b"]}""", "" },
        { """{"type":"file","name":"a","thumbs":["0x0","100","axb","1x1z","-1x1","1x1tt"]}""", "thumbs.0:validation_match_invalid thumbs.1:validation_match_invalid thumbs.2:validation_match_invalid thumbs.3:validation_match_invalid thumbs.4:validation_match_invalid thumbs.5:validation_match_invalid" },
        { """{"type":"file","name":"a","maxSize":-1,"maxSelect":-1}""", "maxSelect:validation_min_greater_equal_than_required maxSize:validation_min_greater_equal_than_required" },
        { """{"type":"password","name":"a","min":8,"max":71,"cost":31}""", "" },
        { """{"type":"password","name":"a","min":72}""", "min:validation_max_less_equal_than_required" },
        { """{"type":"password","name":"a","min":8,"max":7}""", "max:validation_min_greater_equal_than_required" },
        { """{"type":"password","name":"a","max":72}""", "max:validation_max_less_equal_than_required" },
        { """{"type":"password","name":"a","cost":3}""", "cost:validation_min_greater_equal_than_required" },
        { """{"type":"password","name":"a","cost":32}""", "cost:validation_max_less_equal_than_required" },
        { """{"type":"password","name":"a","pattern":"["}""", "pattern:validation_invalid_regex" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Options_are_refused_with(string definition, string expected) => Assert.Equal(expected, Errors(FieldOf.Json(definition)));

    [Theory]
    [InlineData("passwordConfirm")]
    [InlineData("oldPassword")]
    public void Names_of_account_forms_are_reserved_in_auth_collections(string name) =>
        Assert.Equal("name:validation_reserved_field_name", Errors(FieldOf.Json($$"""{"type":"text","name":"{{name}}"}"""), CollectionType.Auth));

    [Fact]
    public void The_type_of_a_field_does_not_change() => Assert.Equal(
        "type:validation_field_type_change",
        Errors(FieldOf.Json("""{"type":"number","name":"a","id":"x"}"""), before: FieldOf.Json("""{"type":"text","name":"a","id":"x"}""")));

    [Fact]
    public void The_target_of_a_relation_does_not_change() => Assert.Equal(
        "collectionId:validation_field_relation_change",
        Errors(
            FieldOf.Json("""{"type":"relation","name":"a","id":"x","collectionId":"some_base"}"""),
            before: FieldOf.Json("""{"type":"relation","name":"a","id":"x","collectionId":"other_base"}""")));

    [Fact]
    public void A_view_may_point_to_a_view() =>
        Assert.Equal("", Errors(FieldOf.Json("""{"type":"relation","name":"a","collectionId":"some_view"}"""), CollectionType.View));

    [Fact]
    public void The_moments_of_a_system_autodate_do_not_change() => Assert.Equal(
        "onUpdate:validation_values_mismatch",
        Errors(
            FieldOf.Json("""{"type":"autodate","name":"a","id":"x","onCreate":true,"onUpdate":true,"system":true}"""),
            before: FieldOf.Json("""{"type":"autodate","name":"a","id":"x","onCreate":true,"system":true}""")));

    [Fact]
    public void There_is_one_primary_key()
    {
        const string Options = "\"type\":\"text\",\"name\":\"id\",\"primaryKey\":true,\"required\":true,\"pattern\":\"^a+$\"";
        var (one, two) = (FieldOf.Json($$"""{{{Options}},"id":"one"}"""), FieldOf.Json($$"""{{{Options}},"id":"two"}"""));
        Assert.Equal("primaryKey:validation_unsupported_composite_pk", Errors(two, others: [one]));
    }

    private static string Errors(Field field, CollectionType type = CollectionType.Base, Field? before = null, Field[]? others = null)
    {
        var errors = new ErrorTree();
        field.CheckOptions(
            new FieldOptionsContext
            {
                Before = before,
                CollectionType = type,
                Fields = [.. others ?? [], field],
                CollectionTypeOf = id => id switch { "some_base" => CollectionType.Base, "some_view" => CollectionType.View, _ => null },
            },
            errors);
        return string.Join(' ', Flat(errors, ""));
    }

    private static IEnumerable<string> Flat(ErrorTree tree, string path) => tree.Children.SelectMany(child =>
        child.Value.Leaf is { } leaf ? [$"{path}{child.Key}:{leaf.Code}"] : Flat(child.Value.Tree!, $"{path}{child.Key}."));
}
