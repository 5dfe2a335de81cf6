using System.Text.Json;

namespace Basalt.Schema;

/// <summary>A collection as clients see it: keys in alphabetical order, those of its type only, no secrets.</summary>
public static class CollectionJson
{
    public static void Write(Utf8JsonWriter json, Collection collection)
    {
        var members = new SortedDictionary<string, Action<Utf8JsonWriter>>(StringComparer.Ordinal)
        {
            ["id"] = w => w.WriteStringValue(collection.Id),
            ["name"] = w => w.WriteStringValue(collection.Name.ToString()),
            ["type"] = w => w.WriteStringValue(CollectionTypes.Text(collection.Type)),
            ["system"] = w => w.WriteBooleanValue(collection.System),
            ["fields"] = w => WriteFields(w, collection),
            ["indexes"] = w => WriteIndexes(w, collection),
            ["listRule"] = w => w.WriteStringValue(collection.Rules.List),
            ["viewRule"] = w => w.WriteStringValue(collection.Rules.View),
            ["createRule"] = w => w.WriteStringValue(collection.Rules.Create),
            ["updateRule"] = w => w.WriteStringValue(collection.Rules.Update),
            ["deleteRule"] = w => w.WriteStringValue(collection.Rules.Delete),
            ["created"] = w => w.WriteStringValue(collection.Created),
            ["updated"] = w => w.WriteStringValue(collection.Updated),
        };
        if (collection.IsView) members["viewQuery"] = w => w.WriteStringValue(collection.ViewQuery ?? "");
        if (collection.Auth is { } auth)
        {
            foreach (var (key, write) in AuthOptionsWriter.Members(auth)) members[key] = w => write(new AuthOptionsWriter(w, withSecrets: false));
        }

        json.WriteStartObject();
        foreach (var (key, write) in members)
        {
            json.WritePropertyName(key);
            write(json);
        }

        json.WriteEndObject();
    }

    internal static void WriteFields(Utf8JsonWriter json, Collection collection)
    {
        json.WriteStartArray();
        foreach (var field in collection.Fields) field.WriteDefinition(json);
        json.WriteEndArray();
    }

    internal static void WriteIndexes(Utf8JsonWriter json, Collection collection)
    {
        json.WriteStartArray();
        foreach (var index in collection.Indexes) json.WriteStringValue(index.Text);
        json.WriteEndArray();
    }
}
