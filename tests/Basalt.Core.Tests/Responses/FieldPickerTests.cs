using System.Text;
using Basalt.Errors;
using Basalt.Responses;
using Basalt.Text;

namespace Basalt.Core.Tests.Responses;

public sealed class FieldPickerTests
{
    private const string Record =
        """{"id":"a","title":"Tea","tags":["x","y"],"meta":{"k":1,"l":2},"expand":{"owner":{"id":"u","name":"Ana"},"notes":[{"id":"n","text":"one"},{"id":"m","text":"two"}]}}""";

    public static TheoryData<string, string> Selections => new()
    {
        { "id,title", """{"id":"a","title":"Tea"}""" },
        { " id , title ", """{"id":"a","title":"Tea"}""" },
        { "expand.owner.name", """{"expand":{"owner":{"name":"Ana"}}}""" },
        { "expand.notes.text", """{"expand":{"notes":[{"text":"one"},{"text":"two"}]}}""" },
        { "expand.owner", """{"expand":{"owner":{"id":"u","name":"Ana"}}}""" },
        { "*,expand.owner.name", """{"id":"a","title":"Tea","tags":["x","y"],"meta":{"k":1,"l":2},"expand":{"owner":{"name":"Ana"}}}""" },
        { "meta.*", """{"meta":{"k":1,"l":2}}""" },
        { "*.k", "{}" },
        { "unknown", "{}" },
        { "meta.unknown", """{"meta":{}}""" },
        { "title:excerpt(2)", """{"title":"Te"}""" },
        { "title:excerpt(2,true)", """{"title":"Te..."}""" },
        { "title:excerpt(3,true)", """{"title":"Tea"}""" },
        { "meta:excerpt(1)", """{"meta":{"k":1,"l":2}}""" },
        { "*:excerpt(1),meta", """{"id":"a","title":"T","tags":["x","y"],"meta":{"k":1,"l":2},"expand":{"owner":{"id":"u","name":"Ana"},"notes":[{"id":"n","text":"one"},{"id":"m","text":"two"}]}}""" },
    };

    [Theory, MemberData(nameof(Selections))]
    public void An_object_keeps_exactly_the_selected_paths(string fields, string expected) => Assert.Equal(expected, Pick(Record, fields));

    [Fact]
    public void A_list_keeps_its_paging_keys_and_cuts_each_item() => Assert.Equal(
        """{"items":[{"id":"a"},{"id":"b"}],"page":1,"perPage":30,"totalItems":2,"totalPages":1}""",
        Pick("""{"items":[{"id":"a","x":1},{"id":"b","x":2}],"page":1,"perPage":30,"totalItems":2,"totalPages":1}""", "id"));

    [Fact]
    public void Each_object_of_a_top_level_array_is_cut() => Assert.Equal("""[{"id":1},{"id":2}]""", Pick("""[{"id":1,"x":0},{"id":2}]""", "id"));

    [Theory]
    [InlineData("title:upper()")]
    [InlineData("title:excerpt()")]
    [InlineData("title:excerpt(0)")]
    [InlineData("title:excerpt(-1)")]
    [InlineData("title:excerpt(1,maybe)")]
    [InlineData("title:excerpt(1,true,2)")]
    [InlineData("title:excerpt(1")]
    public void An_invalid_modifier_is_refused(string fields) =>
        Assert.Equal("invalid_fields", Assert.Throws<BasaltException>(() => FieldSelection.Parse(fields)).Code);

    [Fact]
    public void A_path_of_endless_depth_is_refused() =>
        Assert.Throws<BasaltException>(() => FieldSelection.Parse(string.Join('.', Enumerable.Repeat("a", 1_000))));

    private static string Pick(string json, string fields)
    {
        using var output = new JsonBuffer();
        FieldPicker.Pick(Encoding.UTF8.GetBytes(json), FieldSelection.Parse(fields), output);
        return output.ToString();
    }
}
