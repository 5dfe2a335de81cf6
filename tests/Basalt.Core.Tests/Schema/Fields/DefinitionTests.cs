using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basalt.Schema;

namespace Basalt.Core.Tests.Schema.Fields;

public sealed class DefinitionTests
{
    /// <summary>Complete definitions, as clients see them.</summary>
    public static TheoryData<string> Definitions =>
    [
        """{"autogeneratePattern":"[a-z0-9]{15}","help":"","hidden":false,"id":"text3208210256","max":15,"min":15,"name":"id","pattern":"^[a-z0-9]+$","presentable":false,"primaryKey":true,"required":true,"system":true,"type":"text"}""",
        """{"convertURLs":true,"help":"h","hidden":true,"id":"e1","maxSize":9007199254740991,"name":"body","presentable":true,"required":false,"system":false,"type":"editor"}""",
        """{"help":"","hidden":false,"id":"n1","max":null,"min":-1.5,"name":"score","onlyInt":false,"presentable":false,"required":false,"system":false,"type":"number"}""",
        """{"help":"","hidden":false,"id":"b1","name":"done","presentable":false,"required":true,"system":false,"type":"bool"}""",
        """{"exceptDomains":null,"help":"","hidden":false,"id":"m1","name":"mail","onlyDomains":["example.com"],"presentable":false,"required":false,"system":false,"type":"email"}""",
        """{"exceptDomains":[],"help":"","hidden":false,"id":"u1","name":"site","onlyDomains":null,"presentable":false,"required":false,"system":false,"type":"url"}""",
        """{"help":"","hidden":false,"id":"d1","max":"","min":"2024-01-02 00:00:00.000Z","name":"due","presentable":false,"required":false,"system":false,"type":"date"}""",
        """{"hidden":false,"id":"a1","name":"created","onCreate":true,"onUpdate":false,"presentable":false,"system":true,"type":"autodate"}""",
        """{"help":"","hidden":false,"id":"select1874629670","maxSelect":2,"name":"tags","presentable":false,"required":false,"system":false,"type":"select","values":["home","work"]}""",
        """{"cascadeDelete":true,"collectionId":"pbc_1","help":"","hidden":false,"id":"r1","maxSelect":999,"minSelect":1,"name":"owner","presentable":false,"required":false,"system":false,"type":"relation"}""",
        """{"help":"","hidden":false,"id":"f1","maxSelect":1,"maxSize":0,"mimeTypes":["image/png"],"name":"avatar","presentable":false,"protected":true,"required":false,"system":false,"thumbs":null,"type":"file"}""",
        """{"help":"","hidden":false,"id":"j1","maxSize":5,"name":"data","presentable":false,"required":false,"system":false,"type":"json"}""",
        """{"cost":10,"help":"","hidden":true,"id":"p1","max":0,"min":8,"name":"password","pattern":"","presentable":false,"required":true,"system":true,"type":"password"}""",
        """{"help":"","hidden":false,"id":"g1","name":"point","presentable":false,"required":false,"system":false,"type":"geoPoint"}""",
    ];

    [Theory, MemberData(nameof(Definitions))]
    public void A_definition_comes_out_as_it_went_in(string definition) => Assert.Equal(definition, Written(FieldOf.Json(definition)));

    [Theory, MemberData(nameof(Definitions))]
    public void Equal_definitions_are_equal_fields(string definition)
    {
        var field = FieldOf.Json(definition);
        Assert.Equal(field, FieldOf.Json(definition));
        Assert.Equal(field.GetHashCode(), FieldOf.Json(definition).GetHashCode());
        Assert.NotEqual(field, field with { Hidden = !field.Hidden });
        foreach (var option in field.Type switch { "select" => ["values"], "email" or "url" => ["exceptDomains", "onlyDomains"], "file" => ["thumbs", "mimeTypes"], _ => Array.Empty<string>() })
        {
            var changed = JsonNode.Parse(definition)!;
            changed[option] = new JsonArray("other.example");
            Assert.NotEqual(field, FieldOf.Json(changed.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("""{"type":"select","name":"s","id":"x","maxSelect":9007199254740991,"values":["a"]}""", """{"help":"","hidden":false,"id":"x","maxSelect":2147483647,"name":"s","presentable":false,"required":false,"system":false,"type":"select","values":["a"]}""")]
    [InlineData("""{"type":"text","name":"title","min":3,"required":true}""", """{"autogeneratePattern":"","help":"","hidden":false,"id":"text724990059","max":0,"min":3,"name":"title","pattern":"","presentable":false,"primaryKey":false,"required":true,"system":false,"type":"text"}""")]
    [InlineData("""{"type":"file","name":"f","id":"x"}""", """{"help":"","hidden":false,"id":"x","maxSelect":0,"maxSize":0,"mimeTypes":null,"name":"f","presentable":false,"protected":false,"required":false,"system":false,"thumbs":null,"type":"file"}""")]
    [InlineData("""{"type":"select","name":"s","id":"x","values":null}""", """{"help":"","hidden":false,"id":"x","maxSelect":0,"name":"s","presentable":false,"required":false,"system":false,"type":"select","values":[]}""")]
    [InlineData("""{"type":"email","name":"e","id":"x"}""", """{"exceptDomains":null,"help":"","hidden":false,"id":"x","name":"e","onlyDomains":null,"presentable":false,"required":false,"system":false,"type":"email"}""")]
    [InlineData("""{"type":"date","name":"d","id":"x","min":"2024-01-02T03:04:05+01:00","max":"whenever"}""", """{"help":"","hidden":false,"id":"x","max":"","min":"2024-01-02 02:04:05.000Z","name":"d","presentable":false,"required":false,"system":false,"type":"date"}""")]
    [InlineData("""{"type":"autodate","name":"a","id":"x","required":true,"help":"h","unknown":[1]}""", """{"hidden":false,"id":"x","name":"a","onCreate":false,"onUpdate":false,"presentable":false,"system":false,"type":"autodate"}""")]
    [InlineData("""{"type":"bool","name":null,"id":null,"hidden":null}""", """{"help":"","hidden":false,"id":"bool0","name":"","presentable":false,"required":false,"system":false,"type":"bool"}""")]
    public void Absent_and_null_options_are_defaults(string definition, string complete) => Assert.Equal(complete, Written(FieldOf.Json(definition)));

    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"type":"user","name":"a"}""")]
    [InlineData("""{"type":"TEXT","name":"a"}""")]
    [InlineData("""{"type":5,"name":"a"}""")]
    [InlineData("""{"type":"text","name":5}""")]
    [InlineData("""{"type":"text","name":"a","min":"3"}""")]
    [InlineData("""{"type":"text","name":"a","min":1.5}""")]
    [InlineData("""{"type":"text","name":"a","min":1e400}""")]
    [InlineData("""{"type":"text","name":"a","required":"yes"}""")]
    [InlineData("""{"type":"text","name":"a","hidden":1}""")]
    [InlineData("""{"type":"text","name":"a","help":{}}""")]
    [InlineData("""{"type":"number","name":"a","max":1e999}""")]
    [InlineData("""{"type":"editor","name":"a","maxSize":1e30}""")]
    [InlineData("""{"type":"select","name":"a","values":"x"}""")]
    [InlineData("""{"type":"select","name":"a","values":["x",1]}""")]
    [InlineData("""["type","text"]""")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void What_is_no_definition_is_not_parsed(string definition)
    {
        using var document = JsonDocument.Parse(definition);
        Assert.False(Field.TryParse(document.RootElement, out _));
    }

    [Theory]
    [InlineData("""{"type":"text","name":"\ud800","pattern":"\ud800"}""")]
    [InlineData("""{"type":"text","\ud800":1,"name":"a"}""")]
    [InlineData("""{"type":"select","name":"a","values":["\ud800"]}""")]
    public void Lone_surrogates_do_no_harm(string definition)
    {
        using var document = JsonDocument.Parse(definition);
        Assert.True(Field.TryParse(document.RootElement, out var field));
        using var parsed = JsonDocument.Parse(Written(field));
    }

    [Fact]
    public void A_list_of_definitions_is_parsed_whole_or_not_at_all()
    {
        using var good = JsonDocument.Parse("""[{"type":"text","name":"a"},{"type":"bool","name":"b"}]""");
        Assert.True(FieldTypes.TryParseAll(good.RootElement, out var fields));
        Assert.Equal(["a", "b"], fields.Select(f => f.Name));
        using var bad = JsonDocument.Parse("""[{"type":"text","name":"a"},{"type":"nope","name":"b"}]""");
        Assert.False(FieldTypes.TryParseAll(bad.RootElement, out fields));
        Assert.Empty(fields);
        using var none = JsonDocument.Parse("{}");
        Assert.False(FieldTypes.TryParseAll(none.RootElement, out _));
    }

    [Fact]
    public void Missing_ids_are_made_of_type_and_name_and_stay_apart()
    {
        using var document = JsonDocument.Parse(
            """[{"type":"text","name":"title"},{"type":"text","name":"x","id":"text7249900592"},{"type":"text","name":"title"},{"type":"text","name":"title"}]""");
        Assert.True(FieldTypes.TryParseAll(document.RootElement, out var fields));
        Assert.Equal(["text724990059", "text7249900592", "text7249900593", "text7249900594"], FieldIds.Complete(fields).Select(f => f.Id));
    }

    private static string Written(Field field)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            field.WriteDefinition(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
