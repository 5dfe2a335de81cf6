using Basalt.Schema;

namespace Basalt.Server.Tests.Records;

/// <summary>Collections of the tests of writes.</summary>
internal static class Schemas
{
    public static readonly RuleSet Open = new() { List = "", View = "", Create = "", Update = "", Delete = "" };

    public static Collection Of(string name, RuleSet rules, params Field[] fields) => AutomaticFields.Apply(new Collection
    {
        Id = "pbc_" + name,
        Name = CollectionName.Parse(name),
        Rules = rules,
        Fields = [.. fields],
    });

    /// <summary>Accounts that anybody may touch, with a manage rule for whoever is called boss.</summary>
    public static Collection Members(string name = "members")
    {
        var members = AutomaticFields.Apply(new Collection
        {
            Id = "pbc_" + name,
            Name = CollectionName.Parse(name),
            Type = CollectionType.Auth,
            Rules = Open,
            Auth = AuthSecrets.Fill(new AuthOptions { ManageRule = "@request.auth.name = 'boss'" }),
            Fields = [Text("name")],
        });
        return AutomaticFields.ApplyAuthIndexes(members, name, _ => false);
    }

    public static TextField Text(string name) => new() { Id = "text_" + name, Name = name };

    public static RelationField Relation(string name, string to, int max = 1, bool cascade = false, bool required = false) =>
        new() { Id = "relation_" + name, Name = name, CollectionId = "pbc_" + to, MaxSelect = max, CascadeDelete = cascade, Required = required };

    public static AutodateField[] Dates() =>
    [
        new AutodateField { Id = "autodate_created", Name = "created", OnCreate = true },
        new AutodateField { Id = "autodate_updated", Name = "updated", OnCreate = true, OnUpdate = true },
    ];

    public static CollectionIndex Unique(string table, params string[] columns) => new()
    {
        Name = $"idx_{table}_{string.Join('_', columns)}",
        Unique = true,
        Table = table,
        Columns = [.. columns.Select(c => new IndexColumn(c))],
    };
}
