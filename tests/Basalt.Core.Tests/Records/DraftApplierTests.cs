using Basalt.Records;

namespace Basalt.Core.Tests.Records;

public sealed class DraftApplierTests
{
    public static TheoryData<string, string, string, string> Modifiers => new()
    {
        // what is stored, what is submitted, field, what it becomes
        { """{"score":5}""", """{"score+":2}""", "score", "7" },
        { """{"score":5}""", """{"score-":2}""", "score", "3" },
        { """{"score":5}""", """{"score+":"1.5"}""", "score", "6.5" },
        { """{"score":5}""", """{"score+":"many"}""", "score", "5" },
        { """{"score":5}""", """{"score+":4,"score-":1}""", "score", "8" },
        { """{"score":5}""", """{"score+":1,"score":10}""", "score", "11" }, // the shortest key first, whatever the order sent
        { """{"tags":["a"]}""", """{"tags+":"b"}""", "tags", "[a,b]" },
        { """{"tags":["a"]}""", """{"tags+":["b","a"]}""", "tags", "[a,b]" },
        { """{"tags":["a","b"]}""", """{"+tags":["c","b"]}""", "tags", "[c,b,a]" },
        { """{"tags":["a","b"]}""", """{"tags-":"a"}""", "tags", "[b]" },
        { """{"tags":["a","b"]}""", """{"tags-":["a","b","x"]}""", "tags", "[]" },
        { """{"tags":["a"]}""", """{"tags-":"b","tags+":"b","+tags":"c"}""", "tags", "[c,a]" },
        { """{"tags":["a"]}""", """{"tags+":"c","tags":["b"]}""", "tags", "[b,c]" },
        { """{"tags":["a"]}""", """{"tags+":"[\"c\",\"d\"]"}""", "tags", "[a,c,d]" },
        { """{"status":"new"}""", """{"status+":"old"}""", "status", "old" },
        { """{"status":"new"}""", """{"+status":"old"}""", "status", "new" }, // reduced to the last
        { """{"status":""}""", """{"+status":"old"}""", "status", "old" },
        { """{"status":"new"}""", """{"status-":"new"}""", "status", "" },
        { """{"status":"new"}""", """{"status-":["new","old"]}""", "status", "" },
        { """{"status":"new"}""", """{"status-":"old"}""", "status", "new" },
        { """{"docs":["x.pdf","y.pdf"]}""", """{"docs-":"x.pdf"}""", "docs", "[y.pdf]" },
        { """{"title":"plan"}""", """{"title+":"ning"}""", "title", "plan" }, // a type without that modifier: an unknown key
        { """{"done":true}""", """{"done-":true}""", "done", "true" },
        { """{"title":"plan"}""", """{"title:autogenerate":"copy"}""", "title", "copy" }, // without a pattern: just what was submitted
        { """{"created":"2026-01-01 00:00:00.000Z"}""", """{"created":"2030-01-01 00:00:00.000Z"}""", "created", "2026-01-01 00:00:00.000Z" },
    };

    [Theory, MemberData(nameof(Modifiers))]
    public void A_submitted_key_changes_its_field(string stored, string submitted, string field, string expected)
    {
        var before = Drafts.Create(Drafts.Tasks, stored).Candidate;
        if (field == "created") before["created"] = Value.Text("2026-01-01 00:00:00.000Z");

        var draft = Drafts.Apply(before, submitted);

        Assert.Equal(expected, draft.Candidate[field].Kind == ValueKind.Bool ? draft.Candidate[field].ToString() : Shown(draft.Candidate[field]));
    }

    [Fact]
    public void Autogenerate_adds_a_new_text_to_the_submitted_prefix() =>
        Assert.Matches("^draft-[0-9]{4}$", Drafts.Create(Drafts.Tasks, """{"slug:autogenerate":"draft-"}""").Candidate.TextOf("slug"));

    [Fact]
    public void The_stored_record_is_left_alone()
    {
        var before = Drafts.Task(r => r["tags"] = Value.List(["a"]));

        Drafts.Apply(before, """{"tags+":"b","title":"new"}""");

        Assert.Equal(["a"], before["tags"].AsList());
        Assert.Equal("", before.TextOf("title"));
    }

    [Fact]
    public void Only_named_fields_count_as_submitted()
    {
        var draft = Drafts.Create(Drafts.Tasks, """{"title":"plan","score+":1,"created":"2030-01-01","unknown":1,"tags":null}""");

        var submitted = Drafts.Tasks.Fields.Where((_, i) => draft.IsSubmitted(i)).Select(f => f.Name).Order();
        Assert.Equal(["score", "tags", "title"], submitted);
    }

    [Theory]
    [InlineData("""{"secret":"x"}""", "secret")]
    [InlineData("""{"rank+":3}""", "rank")]
    public void A_hidden_field_is_a_superusers_alone_to_set(string submitted, string field)
    {
        var other = Drafts.Create(Drafts.Tasks, submitted);
        var superuser = Drafts.Create(Drafts.Tasks, submitted, isSuperuser: true);

        Assert.True(Drafts.Tasks.FindField(field)!.IsZero(other.Candidate[field]));
        Assert.False(other.Body.ContainsKey(field));
        Assert.False(Drafts.Tasks.FindField(field)!.IsZero(superuser.Candidate[field]));
        Assert.True(superuser.Body.ContainsKey(field));
    }

    [Theory]
    [InlineData("""{"tokenKey":"mine"}""")]
    [InlineData("""{"tokenKey:autogenerate":""}""")]
    public void Nobody_else_sets_the_key_of_an_accounts_tokens(string submitted)
    {
        var stored = Drafts.User("ana@example.com");

        Assert.Equal("stored key", Drafts.Apply(stored, submitted).Candidate.TextOf("tokenKey"));
        Assert.NotEqual("stored key", Drafts.Apply(stored, submitted, isSuperuser: true).Candidate.TextOf("tokenKey"));
    }

    [Fact]
    public void A_plain_password_never_becomes_part_of_the_record()
    {
        var stored = Drafts.User("ana@example.com");

        var draft = Drafts.Apply(stored, """{"password":"n3w-secret"}""");

        Assert.Equal("stored hash", draft.Candidate.TextOf("password"));
        Assert.Equal("n3w-secret", Assert.Single(draft.Passwords).Plain);
    }

    [Fact]
    public void Rules_see_resolved_names_and_unknown_keys_as_they_came()
    {
        var before = Drafts.Task(r => r["score"] = Value.Number(5));

        var body = Drafts.Apply(before, """
            {"score+":2,"title":12,"extra":"x","count":3,"flag":true,"none":null,"list":[1, 2],"title+":"y","collectionId":"z"}
            """).Body;

        Assert.Equal(Value.Number(7), body["score"]);
        Assert.Equal(Value.Text("12"), body["title"]);
        Assert.Equal(Value.Text("x"), body["extra"]);
        Assert.Equal(Value.Number(3), body["count"]);
        Assert.Equal(Value.Bool(true), body["flag"]);
        Assert.Equal(Value.Null, body["none"]);
        Assert.Equal(Value.Json("[1, 2]"), body["list"]);
        Assert.Equal(Value.Text("y"), body["title+"]);
        Assert.Equal(Value.Text("z"), body["collectionId"]);
        Assert.False(body.ContainsKey("score+"));
        Assert.False(body.ContainsKey("done"));
    }

    private static string Shown(Value value) => value.ToString();
}
