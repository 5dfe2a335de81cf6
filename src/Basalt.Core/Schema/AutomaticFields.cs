using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>
/// Fields and indexes that a collection of some type always has: added where they are missing, held to the options they need where
/// the owner sent a version of his own. Source: the protocol, collections page, section 3.3.
/// </summary>
public static class AutomaticFields
{
    public const int MinTokenKeyLength = 30;
    public const int MaxTokenKeyLength = 60;

    /// <summary>Form-only names that no field of an auth collection may take.</summary>
    public static bool IsReservedInAuth(string name) =>
        name.Equals("passwordConfirm", StringComparison.OrdinalIgnoreCase) || name.Equals("oldPassword", StringComparison.OrdinalIgnoreCase);

    /// <summary>A view's fields come from its query alone, so that it is returned as it is.</summary>
    public static Collection Apply(Collection collection)
    {
        if (collection.IsView) return collection;
        var fields = collection.Fields.ToBuilder();
        ApplyId(fields);
        if (collection.IsAuth) ApplyAccount(fields);
        return collection with { Fields = fields.ToImmutable() };
    }

    /// <summary>The unique indexes on tokenKey and email, appended where there are none.</summary>
    /// <param name="collection">An auth collection.</param>
    /// <param name="suffix">Ends the names of the indexes: the collection's id.</param>
    /// <param name="isTaken">Whether another collection has an index of that name.</param>
    public static Collection ApplyAuthIndexes(Collection collection, string suffix, Func<string, bool> isTaken)
    {
        var indexes = collection.Indexes;
        if (!collection.HasUniqueIndexOn("tokenKey")) indexes = indexes.Add(UniqueIndex("tokenKey", ""));
        if (!collection.HasUniqueIndexOn("email")) indexes = indexes.Add(UniqueIndex("email", "`email` != ''"));
        return collection with { Indexes = indexes };

        CollectionIndex UniqueIndex(string field, string where) => new()
        {
            Name = SchemaIds.Free($"idx_{field}_{suffix}", name => isTaken(name) || HasIndex(collection, name)),
            Unique = true,
            Table = collection.Name.ToString(),
            Columns = [new IndexColumn(field)],
            Where = where,
        };
    }

    private static bool HasIndex(Collection collection, string name) =>
        collection.Indexes.Any(i => i.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void ApplyId(ImmutableArray<Field>.Builder fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is not TextField { Name: "id" } id) continue;
            fields[i] = id with
            {
                System = true,
                Required = true,
                PrimaryKey = true,
                Hidden = false,
                Pattern = id.Pattern.Length > 0 ? id.Pattern : TextField.DefaultIdPattern,
            };
            return;
        }

        fields.Insert(0, New(fields, "text", "id", (id, name) => new TextField
        {
            Id = id,
            Name = name,
            System = true,
            Required = true,
            PrimaryKey = true,
            Min = 15,
            Max = 15,
            Pattern = TextField.DefaultIdPattern,
            AutogeneratePattern = "[a-z0-9]{15}",
        }));
    }

    private static void ApplyAccount(ImmutableArray<Field>.Builder fields)
    {
        Apply<PasswordField>(
            fields, "password", (id, name) => new() { Id = id, Name = name, Min = 8 }, f => f with { System = true, Hidden = true, Required = true });
        Apply<TextField>(
            fields,
            "tokenKey",
            (id, name) => new() { Id = id, Name = name, Min = MinTokenKeyLength, Max = MaxTokenKeyLength, AutogeneratePattern = "[a-zA-Z0-9]{50}" },
            f => f with { System = true, Hidden = true, Required = true });
        Apply<EmailField>(fields, "email", (id, name) => new() { Id = id, Name = name, Required = true }, f => f with { System = true, Hidden = false });
        Apply<BoolField>(fields, "emailVisibility", (id, name) => new() { Id = id, Name = name }, f => f with { System = true });
        Apply<BoolField>(fields, "verified", (id, name) => new() { Id = id, Name = name }, f => f with { System = true });
    }

    // A field of that name but of another type stays: the check for repeated names then refuses the definition.
    private static void Apply<T>(ImmutableArray<Field>.Builder fields, string name, Func<string, string, T> create, Func<T, T> hold)
        where T : Field
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i] is not T own || own.Name != name) continue;
            fields[i] = hold(own);
            return;
        }

        var made = create("", name);
        fields.Add(hold(New(fields, made.Type, name, create)));
    }

    private static T New<T>(ImmutableArray<Field>.Builder fields, string type, string name, Func<string, string, T> create) =>
        create(SchemaIds.Free(FieldIds.For(type, name), id => fields.Any(f => f.Id == id)), name);
}
