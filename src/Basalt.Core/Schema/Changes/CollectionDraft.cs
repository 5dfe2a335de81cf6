using System.Collections.Immutable;
using System.Text.Json;

namespace Basalt.Schema;

/// <summary>A collection as it was asked for: texts that may be no names, definitions that may be no indexes. Nothing is judged yet.</summary>
internal sealed record CollectionDraft
{
    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public CollectionType Type { get; init; }

    /// <summary>As sent, when it is no type or another one than the collection has; else null.</summary>
    public string? OtherType { get; init; }

    public bool System { get; init; }

    public ImmutableArray<Field> Fields { get; init; } = [];

    public ImmutableArray<string> Indexes { get; init; } = [];

    public RuleSet Rules { get; init; } = RuleSet.Locked;

    /// <summary>Only of an auth collection.</summary>
    public AuthOptions? Auth { get; init; }

    /// <summary>Only of a view.</summary>
    public string ViewQuery { get; init; } = "";

    /// <summary>What a PATCH is laid over.</summary>
    public static CollectionDraft Of(Collection stored) => new()
    {
        Id = stored.Id,
        Name = stored.Name.ToString(),
        Type = stored.Type,
        System = stored.System,
        Fields = stored.Fields,
        Indexes = [.. stored.Indexes.Select(i => i.Text)],
        Rules = stored.Rules,
        Auth = stored.Auth,
        ViewQuery = stored.ViewQuery ?? "",
    };

    /// <summary>What the body of a new collection is laid over.</summary>
    public static CollectionDraft New(CollectionType type) =>
        new() { Type = type, Auth = type == CollectionType.Auth ? new AuthOptions() : null };

    /// <summary>The type that the body of a new collection asks for; "" is base, and so is what is no type.</summary>
    /// <exception cref="FormatException">It is no text.</exception>
    public static CollectionType TypeOf(JsonMembers body) =>
        CollectionTypes.TryParse(body.Text("type", ""), out var type) ? type : CollectionType.Base;

    /// <summary>Absent keys and keys of other types are left alone; lists are replaced as a whole.</summary>
    /// <exception cref="FormatException">A value is of the wrong type, or a field of an unknown one.</exception>
    public CollectionDraft Overlay(JsonMembers body) => this with
    {
        Id = body.Text("id", Id),
        Name = body.Text("name", Name),
        OtherType = body.Text("type", "") is { Length: > 0 } type && type != CollectionTypes.Text(Type) ? type : null,
        System = body.Bool("system", System),
        Fields = Type == CollectionType.View ? Fields : OverlayFields(body),
        Indexes = body.Texts("indexes", Indexes),
        Rules = new RuleSet
        {
            List = body.NullableText("listRule", Rules.List),
            View = body.NullableText("viewRule", Rules.View),
            Create = body.NullableText("createRule", Rules.Create),
            Update = body.NullableText("updateRule", Rules.Update),
            Delete = body.NullableText("deleteRule", Rules.Delete),
        },
        Auth = Auth is null ? null : AuthOptionsReader.Overlay(body, Auth),
        ViewQuery = Type == CollectionType.View ? body.Text("viewQuery", ViewQuery) : "",
    };

    // A null is no empty list: that would drop every column for want of a value.
    private ImmutableArray<Field> OverlayFields(JsonMembers body)
    {
        if (!body.TryGet("fields", out var json) || json.ValueKind == JsonValueKind.Null) return Fields;
        return FieldTypes.TryParseAll(json, out var fields) ? FieldIds.Complete(fields) : throw new FormatException("a field has an unknown type or option");
    }
}
