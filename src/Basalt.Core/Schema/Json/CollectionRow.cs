using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Basalt.Schema;

/// <summary>
/// A collection as it is stored: one row of <c>_collections</c>, column by column, secrets included. Source: the protocol, importing
/// page, section 2.2.
/// </summary>
public sealed record CollectionRow
{
    public required string Id { get; init; }

    public bool System { get; init; }

    /// <summary><c>base</c>, <c>auth</c> or <c>view</c>.</summary>
    public required string Type { get; init; }

    public required string Name { get; init; }

    /// <summary>JSON array of field definitions.</summary>
    public string Fields { get; init; } = "[]";

    /// <summary>JSON array of CREATE INDEX texts.</summary>
    public string Indexes { get; init; } = "[]";

    public string? ListRule { get; init; }

    public string? ViewRule { get; init; }

    public string? CreateRule { get; init; }

    public string? UpdateRule { get; init; }

    public string? DeleteRule { get; init; }

    /// <summary>JSON object: auth options, or <c>viewQuery</c>, or empty.</summary>
    public string Options { get; init; } = "{}";

    public string Created { get; init; } = "";

    public string Updated { get; init; } = "";

    public static CollectionRow Of(Collection collection) => new()
    {
        Id = collection.Id,
        System = collection.System,
        Type = CollectionTypes.Text(collection.Type),
        Name = collection.Name.ToString(),
        Fields = Json(collection, CollectionJson.WriteFields),
        Indexes = Json(collection, CollectionJson.WriteIndexes),
        ListRule = collection.Rules.List,
        ViewRule = collection.Rules.View,
        CreateRule = collection.Rules.Create,
        UpdateRule = collection.Rules.Update,
        DeleteRule = collection.Rules.Delete,
        Options = Json(collection, WriteOptions),
        Created = collection.Created,
        Updated = collection.Updated,
    };

    /// <exception cref="InvalidDataException">A column can't be read; the message names the collection and the reason.</exception>
    public Collection ToCollection()
    {
        try
        {
            if (!CollectionName.TryParse(Name, out var name)) throw new FormatException("the name is no collection name");
            if (!CollectionTypes.TryParse(Type, out var type)) throw new FormatException($"the type '{Type}' is unknown");
            using var options = JsonDocument.Parse(Options);
            var members = new JsonMembers(options.RootElement);
            return new Collection
            {
                Id = Id,
                Name = name,
                Type = type,
                System = System,
                Fields = ReadFields(),
                Indexes = ReadIndexes(),
                Rules = new RuleSet { List = ListRule, View = ViewRule, Create = CreateRule, Update = UpdateRule, Delete = DeleteRule },
                Auth = type == CollectionType.Auth ? AuthOptionsReader.Overlay(members, new AuthOptions()) : null,
                ViewQuery = type == CollectionType.View ? ViewText.TrimEnd(members.Text("viewQuery", "")) : null,
                Created = Created,
                Updated = Updated,
            };
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"the stored collection '{Name}' can't be read: {unreadable.Message}", unreadable);
        }
    }

    private ImmutableArray<Field> ReadFields()
    {
        using var json = JsonDocument.Parse(Fields);
        if (!FieldTypes.TryParseAll(json.RootElement, out var fields)) throw new FormatException("a field has an unknown type or option");
        fields = FieldIds.Complete(fields);
        var repeated = fields.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return repeated is null ? fields : throw new FormatException($"the field '{repeated.Key}' is there twice");
    }

    private ImmutableArray<CollectionIndex> ReadIndexes()
    {
        using var json = JsonDocument.Parse(Indexes);
        if (json.RootElement.ValueKind == JsonValueKind.Null) return [];
        var indexes = ImmutableArray.CreateBuilder<CollectionIndex>();
        foreach (var text in json.RootElement.EnumerateArray())
        {
            if (!IndexText.TryParse(text.GetString(), out var index)) throw new FormatException($"the index '{text}' can't be understood");
            indexes.Add(index);
        }

        return indexes.ToImmutable();
    }

    private static void WriteOptions(Utf8JsonWriter json, Collection collection)
    {
        json.WriteStartObject();
        if (collection.Auth is { } auth)
        {
            foreach (var (key, write) in AuthOptionsWriter.Members(auth))
            {
                json.WritePropertyName(key);
                write(new AuthOptionsWriter(json, withSecrets: true));
            }
        }
        else if (collection.ViewQuery is { } query)
        {
            json.WriteString("viewQuery", query);
        }

        json.WriteEndObject();
    }

    private static string Json(Collection collection, Action<Utf8JsonWriter, Collection> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes)) write(json, collection);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
