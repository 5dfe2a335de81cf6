using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>The body of an import (the protocol, collections page, section 10), and what it means for a schema.</summary>
/// <param name="Items">JSON objects.</param>
/// <param name="DeletesMissing">Collections and fields that are not listed go.</param>
internal sealed record CollectionImport(ImmutableArray<JsonElement> Items, bool DeletesMissing)
{
    private const int ItemsMax = 2000;

    /// <exception cref="FormatException">A value is of the wrong type.</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: there is nothing to import, or too much.</exception>
    public static CollectionImport Read(JsonMembers body)
    {
        var items = body.List<JsonElement>("collections", [], item =>
            item.ValueKind == JsonValueKind.Object ? item : throw new FormatException("a collection is no object"));
        if (items.IsEmpty) throw Invalid(FieldError.Required);
        if (items.Length > ItemsMax) throw Invalid(CollectionCheck.LengthOutOfRange(1, ItemsMax));
        return new CollectionImport(items, body.Bool("deleteMissing", false));
    }

    public static BasaltException Failed(SchemaRefusal refusal)
    {
        var message = new StringBuilder($"Collection \"{refusal.Collection}\" can't be imported.");
        if (refusal.Errors is { } errors) Describe(errors, "", message);
        else message.Append(" Raw error: ").Append(refusal.Reason);
        return BasaltException.Invalid(
            "import_failed",
            "Failed to import collections.",
            ErrorTree.Of("collections", new FieldError("validation_collections_import_failure", message.ToString())),
            refusal);
    }

    /// <exception cref="SchemaRefusal">An item can't be read.</exception>
    public (IReadOnlyList<SaveRequest> Requests, IReadOnlyCollection<Collection> Deleted) Plan(SchemaSnapshot schema)
    {
        SaveRequest[] requests = [.. Items.Select(item => Request(schema, item))];
        var repeated = requests.Where(r => r.Before is not null).GroupBy(r => r.Before!.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null) throw new SchemaRefusal(repeated.First().Draft.Name, null, "the collection is there twice");
        if (!DeletesMissing) return (requests, []);
        var listed = requests.Select(r => r.Before).OfType<Collection>().ToHashSet();
        return (requests, [.. schema.All.Where(c => !c.System && !listed.Contains(c))]);
    }

    private SaveRequest Request(SchemaSnapshot schema, JsonElement item)
    {
        var json = new JsonMembers(item);
        var label = "";
        try
        {
            label = json.Text("name", json.Text("id", ""));
            var before = json.Text("id", "") is { Length: > 0 } id ? schema.FindById(id) : schema.FindByName(json.Text("name", ""));
            if (before is null) return new SaveRequest(CollectionDraft.New(CollectionDraft.TypeOf(json)).Overlay(json), null);
            var draft = CollectionDraft.Of(before).Overlay(json);
            return new SaveRequest(draft.Type == CollectionType.View ? draft : draft with { Fields = MergeFields(before, draft, json) }, before);
        }
        catch (FormatException malformed)
        {
            throw new SchemaRefusal(label, null, malformed.Message, malformed);
        }
    }

    private ImmutableArray<Field> MergeFields(Collection before, CollectionDraft draft, JsonMembers json)
    {
        var sent = json.TryGet("fields", out var list) && list.ValueKind == JsonValueKind.Array ? draft.Fields : [];
        ImmutableArray<Field> merged = [.. sent.Select(field => Identify(before, sent, field))];
        var kept = before.Fields.Where(old => (old.System || !DeletesMissing) && !merged.Any(f => f.Id == old.Id));
        return [.. kept, .. merged];
    }

    // The same field, exported from another installation: it keeps the identity it has here, and its definition.
    private static Field Identify(Collection before, ImmutableArray<Field> sent, Field field)
    {
        if (before.FindFieldById(field.Id) is not null) return field;
        var same = before.FindField(field.Name);
        return same is not null && same.Type == field.Type && !sent.Any(f => f.Id == same.Id) ? same : field;
    }

    private static void Describe(ErrorTree errors, string path, StringBuilder message)
    {
        foreach (var (key, node) in errors.Children)
        {
            var at = path.Length > 0 ? $"{path}.{key}" : key;
            if (node.Tree is { } tree) Describe(tree, at, message);
            else message.Append(' ').Append(at).Append(": ").Append(node.Leaf!.Message);
        }
    }

    private static BasaltException Invalid(FieldError error) =>
        BasaltException.Invalid("import_invalid", "An error occurred while validating the submitted data.", ErrorTree.Of("collections", error));
}
