using Basalt.Records;

namespace Basalt.Core.Tests.Records;

public sealed class FieldChecksTests
{
    public static TheoryData<string, string[]> Creates => new()
    {
        { """{}""", ["title:validation_required", "cover:validation_required"] },
        { """{"title":"ab"}""", ["title:validation_min_text_constraint", "cover:validation_required"] },
        { """{"title":"abc","cover":"stolen.png"}""", ["cover:validation_invalid_file"] },
        { """{"title":"abc","cover":"","docs":["a.pdf","b.pdf","c.pdf","d.pdf"]}""", ["cover:validation_required", "docs:validation_invalid_file"] },
        { """{"title":"abc","cover":"x","pin":"123"}""", ["cover:validation_invalid_file", "pin:validation_min_text_constraint"] },
        { """{"title":"abc","cover":"x","pin":""}""", ["cover:validation_invalid_file"] },
        { """{"title":"abc","cover":"x","status":"odd","tags":["a","z"]}""", ["cover:validation_invalid_file", "status:validation_invalid_value", "tags:validation_invalid_value"] },
    };

    public static TheoryData<string, string[]> Updates => new()
    {
        { """{}""", [] }, // what is stored is not judged again
        { """{"score":1}""", [] },
        { """{"title":""}""", ["title:validation_required"] },
        { """{"id":"task00000000001"}""", [] },
        { """{"id":"task00000000002"}""", ["id:validation_pk_change"] },
        { """{"id":""}""", ["id:validation_pk_change"] },
        { """{"docs":["b.pdf","a.pdf"]}""", [] },
        { """{"docs":["b.pdf"]}""", [] },
        { """{"docs":null}""", [] },
        { """{"docs-":"a.pdf"}""", [] },
        { """{"docs+":"other.pdf"}""", ["docs:validation_invalid_file"] },
        { """{"cover":null}""", ["cover:validation_required"] },
        { """{"pin":"1"}""", ["pin:validation_min_text_constraint"] },
        { """{"pin":{"a":1}}""", [] }, // no text: coerced to the empty one
    };

    [Theory, MemberData(nameof(Creates))]
    public void A_create_is_checked_in_every_field(string submitted, string[] expected)
    {
        var draft = Drafts.Create(Drafts.Tasks, submitted);
        ServerValues.FillId(draft.Candidate);

        Assert.Equal(expected.Order(), Shown(draft, isNew: true).Order());
    }

    [Theory, MemberData(nameof(Updates))]
    public void An_update_is_checked_where_it_says_something(string submitted, string[] expected)
    {
        var before = Drafts.Task(r => r["docs"] = Value.List(["a.pdf", "b.pdf"]));

        Assert.Equal(expected, Shown(Drafts.Apply(before, submitted), isNew: false));
    }

    private static IEnumerable<string> Shown(ResolvedDraft draft, bool isNew) =>
        FieldChecks.Check(draft, isNew).Children.Select(child => $"{child.Key}:{child.Value.Leaf!.Code}");
}
