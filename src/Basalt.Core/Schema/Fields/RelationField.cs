using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Ids of records of a collection. Whether those records exist is for the writer to find out.</summary>
public sealed record RelationField : ListLikeField
{
    public override string Type => "relation";

    /// <summary>Id of the collection whose records it points to.</summary>
    public string CollectionId { get; init; } = "";

    /// <summary>A record goes when the last record it points to goes.</summary>
    public bool CascadeDelete { get; init; }

    /// <summary>Fewest ids of a value that is not empty.</summary>
    public int MinSelect { get; init; }

    internal static RelationField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        CollectionId = options.Text("collectionId"u8),
        CascadeDelete = options.Bool("cascadeDelete"u8),
        MinSelect = options.Int("minSelect"u8),
        MaxSelect = options.Int("maxSelect"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var count = ItemsOf(value).Count;
        if (count < MinSelect) return SelectionErrors.TooFew(MinSelect);
        return count > Math.Max(MaxSelect, 1) ? SelectionErrors.TooMany(Math.Max(MaxSelect, 1)) : null;
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("collectionId", CollectionId);
        options.Add("cascadeDelete", CascadeDelete);
        options.Add("minSelect", MinSelect);
        options.Add("maxSelect", MaxSelect);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (CheckTarget(context) is { } error) errors.Add("collectionId", error);
        if (MinSelect < 0) errors.Add("minSelect", FieldOptionError.AtLeast(0));
        if (MinSelect > 0 && MaxSelect == 0) errors.Add("maxSelect", FieldError.Required);
        else if (MaxSelect < Math.Max(MinSelect, 0)) errors.Add("maxSelect", FieldOptionError.AtLeast(Math.Max(MinSelect, 0)));
    }

    private FieldError? CheckTarget(FieldOptionsContext context)
    {
        if (CollectionId.Length == 0) return FieldError.Required;
        if (context.Before is RelationField before && before.CollectionId != CollectionId)
        {
            return new FieldError("validation_field_relation_change", "The related collection can't be changed.");
        }

        return context.CollectionTypeOf(CollectionId) switch
        {
            null => new FieldError("validation_field_relation_missing_collection", "The related collection doesn't exist."),
            CollectionType.View when context.CollectionType != CollectionType.View =>
                new FieldError("validation_relation_field_non_view_base_collection", "Only view collections can have a relation to a view."),
            _ => null,
        };
    }
}
