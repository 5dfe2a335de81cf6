using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Server.Tests.Records;

/// <summary>Which refusal comes first, on every kind of write (the protocol, records page, section 3).</summary>
public sealed class WriteOrderTests
{
    private const string Unsupported = "Invalid: Unsupported collection type.";
    private const string LockedOut = "Denied: Only superusers can perform this action.";
    private const string CreateFailed = "Invalid: Failed to create record.";
    private const string Gone = "Missing";
    private const string Short = "Invalid: title validation_min_text_constraint";

    public static TheoryData<string, string, string> Creates => new()
    {
        // collection, submitted, refusal
        { "summary", """{"title":"x"}""", Unsupported },
        { "locked", """{"title":"x"}""", LockedOut },
        { "guarded", """{"title":"x"}""", CreateFailed }, // the rule first, whatever is wrong besides
        { "guarded", """{"title":"closed"}""", CreateFailed },
        { "guarded", """{"title":"open"}""", "" },
        { "guarded", """{"title":"open","code":"toolong"}""", "Invalid: code validation_max_text_constraint" },
        { "joined", """{"title":"x"}""", CreateFailed }, // decided by the database
        { "joined", """{"title":"listed","code":"toolong"}""", "Invalid: code validation_max_text_constraint" },
        { "joined", """{"title":"listed"}""", "" },
        { "open", """{"title":"x"}""", Short },
        { "open", """{"title":"x","code":"toolong","target":"missing"}""", "Invalid: code validation_max_text_constraint, target validation_missing_rel_records, title validation_min_text_constraint" },
        { "open", """{"title":"plan","target":"target000000001"}""", "" },
        { "broken", """{"title":"plan"}""", "Invalid" }, // a rule that names what isn't there
    };

    public static TheoryData<string, string, string, string> Updates => new()
    {
        // collection, id, submitted, refusal
        { "summary", "stored000000001", """{"title":"x"}""", Unsupported },
        { "locked", "missing00000001", """{"title":"x"}""", LockedOut },
        { "guarded", "missing00000001", """{"title":"x"}""", Gone },
        { "guarded", "closed000000001", """{"title":"x"}""", Gone },
        { "guarded", "closed000000001", """{"title":"open"}""", Gone }, // the rule looks at the stored record
        { "guarded", "stored000000001", """{"title":"x"}""", Short },
        { "guarded", "stored000000001", """{"title":"closed"}""", "" },
        { "joined", "closed000000001", """{"title":"x"}""", Gone },
        { "joined", "stored000000001", """{"title":"x"}""", Short },
        { "joined", "stored000000001", """{"title":"listed"}""", "" },
        { "open", "stored000000001", """{"title":"x","target":["missing"]}""", "Invalid: target validation_missing_rel_records, title validation_min_text_constraint" },
        { "open", "stored000000001", """{}""", "" },
    };

    public static TheoryData<string, string, string> Deletes => new()
    {
        { "summary", "stored000000001", Unsupported },
        { "locked", "missing00000001", LockedOut },
        { "guarded", "missing00000001", Gone },
        { "guarded", "closed000000001", Gone },
        { "guarded", "stored000000001", "" },
        { "joined", "closed000000001", Gone },
        { "joined", "stored000000001", "" },
    };

    [Theory, MemberData(nameof(Creates))]
    public async Task A_create_is_refused_with(string collection, string submitted, string refusal)
    {
        await using var bench = await OpenAsync();

        await ExpectAsync(() => bench.CreateAsync(collection, submitted), refusal);
    }

    [Theory, MemberData(nameof(Updates))]
    public async Task An_update_is_refused_with(string collection, string id, string submitted, string refusal)
    {
        await using var bench = await OpenAsync();

        await ExpectAsync(() => bench.UpdateAsync(collection, id, submitted), refusal);
    }

    [Theory, MemberData(nameof(Deletes))]
    public async Task A_delete_is_refused_with(string collection, string id, string refusal)
    {
        await using var bench = await OpenAsync();

        await ExpectAsync(() => bench.DeleteAsync(collection, id), refusal);

        if (refusal.Length == 0) Assert.Null(await bench.FindAsync(collection, id));
    }

    [Theory]
    [InlineData("locked")]
    [InlineData("guarded")]
    [InlineData("joined")]
    public async Task A_superuser_is_above_every_rule(string collection)
    {
        await using var bench = await OpenAsync();
        var superuser = await bench.SuperuserAsync();

        var made = await bench.CreateAsync(collection, """{"title":"anything"}""", superuser);
        await bench.UpdateAsync(collection, made.Id, """{"title":"else"}""", superuser);
        await bench.DeleteAsync(collection, made.Id, superuser);

        Assert.Null(await bench.FindAsync(collection, made.Id));
    }

    [Fact]
    public async Task A_create_rule_sees_a_row_that_nobody_has_verified_or_completed()
    {
        var rules = new RuleSet { Create = "verified = false && id != '' && tokenKey = '' && created = '' && @request.body.verified = true" };
        await using var bench = await Workbench.OpenAsync(AutomaticFields.Apply(Schemas.Members() with { Rules = rules, Fields = [.. Schemas.Members().Fields, .. Schemas.Dates()] }));
        var boss = Caller.Of(await bench.PutAsync("members", "boss00000000001", r => r["name"] = Value.Text("boss")));

        var made = await bench.CreateAsync(
            "members", """{"email":"a@example.com","password":"12345678","passwordConfirm":"12345678","verified":true}""", boss);

        Assert.True(made.IsTrue("verified"));
        Assert.Equal(50, made.TextOf("tokenKey").Length);
    }

    private static async Task<Workbench> OpenAsync()
    {
        var bench = await Workbench.OpenAsync(
            Schemas.Of("targets", Schemas.Open, Schemas.Text("name")),
            Of("open", Schemas.Open),
            Of("locked", RuleSet.Locked),
            Of("guarded", Of("title = 'open'")),
            Of("joined", Of("@collection.targets.name ?= title")),
            Of("broken", Of("missing = 1")),
            new Collection
            {
                Id = "pbc_summary", Name = CollectionName.Parse("summary"), Type = CollectionType.View, ViewQuery = "SELECT id, title FROM open",
                Fields = [.. Of("open", Schemas.Open).Fields.Take(2)],
            });
        await bench.PutAsync("targets", "target000000001", r => r["name"] = Value.Text("listed"));
        foreach (var name in (string[])["open", "guarded", "joined"])
        {
            await bench.PutAsync(name, "stored000000001", r => r["title"] = Value.Text(name == "joined" ? "listed" : "open"));
            await bench.PutAsync(name, "closed000000001", r => r["title"] = Value.Text("closed"));
        }

        return bench;
    }

    private static RuleSet Of(string rule) => new() { Create = rule, Update = rule, Delete = rule };

    private static Collection Of(string name, RuleSet rules) => Schemas.Of(
        name,
        rules,
        Schemas.Text("title") with { Min = 3, Required = true },
        Schemas.Text("code") with { Max = 3 },
        Schemas.Relation("target", "targets"));

    private static async Task ExpectAsync(Func<Task> write, string refusal)
    {
        if (refusal.Length == 0) await write();
        else Assert.Equal(refusal, await Workbench.RefusalAsync(write));
    }
}
