using System.Text.Json;
using Basalt.Records;
using Basalt.Schema;
using Record = Basalt.Records.Record;

namespace Basalt.Core.Tests.Records;

/// <summary>Collections and drafts that the tests of record writes share.</summary>
internal static class Drafts
{
    public static Collection Tasks { get; } = AutomaticFields.Apply(new Collection
    {
        Id = "pbc_tasks",
        Name = CollectionName.Parse("tasks"),
        Fields =
        [
            new TextField { Id = "f1", Name = "title", Required = true, Min = 3 },
            new TextField { Id = "f2", Name = "slug", AutogeneratePattern = "[0-9]{4}" },
            new NumberField { Id = "f3", Name = "score" },
            new SelectField { Id = "f4", Name = "tags", Values = ["a", "b", "c", "d"], MaxSelect = 4 },
            new SelectField { Id = "f5", Name = "status", Values = ["new", "old", "gone"], MaxSelect = 1 },
            new FileField { Id = "f6", Name = "docs", MaxSelect = 3 },
            new FileField { Id = "f7", Name = "cover", MaxSelect = 1, Required = true },
            new TextField { Id = "f8", Name = "secret", Hidden = true },
            new NumberField { Id = "f9", Name = "rank", Hidden = true },
            new JsonField { Id = "f10", Name = "meta" },
            new AutodateField { Id = "f11", Name = "created", OnCreate = true },
            new PasswordField { Id = "f12", Name = "pin", Min = 4 },
            new BoolField { Id = "f13", Name = "done" },
        ],
    });

    public static Collection Users { get; } = AutomaticFields.Apply(new Collection
    {
        Id = "pbc_users",
        Name = CollectionName.Parse("users"),
        Type = CollectionType.Auth,
        Auth = new AuthOptions(),
        Fields = [new TextField { Id = "f1", Name = "name" }],
    });

    public static RecordDraft Of(string json) =>
        new(JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));

    public static ResolvedDraft Apply(Record before, string json, bool isSuperuser = false) => DraftApplier.Apply(before, Of(json), isSuperuser);

    public static ResolvedDraft Create(Collection collection, string json, bool isSuperuser = false) =>
        Apply(new Record(collection), json, isSuperuser);

    public static Record Task(Action<Record> set)
    {
        var record = new Record(Tasks) { Id = "task00000000001" };
        set(record);
        return record;
    }

    public static Record User(string email, bool verified = false)
    {
        var record = new Record(Users) { Id = "user00000000001" };
        record["email"] = Value.Text(email);
        record["verified"] = Value.Bool(verified);
        record["password"] = Value.Text("stored hash");
        record["tokenKey"] = Value.Text("stored key");
        return record;
    }
}
