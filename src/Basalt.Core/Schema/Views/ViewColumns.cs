namespace Basalt.Schema;

/// <summary>Follows a plain column of a view's query to the collection's field that it is.</summary>
internal sealed class ViewColumns(SchemaSnapshot schema, ViewSyntax syntax)
{
    internal sealed record Found(Collection Collection, Field Field);

    /// <summary>Null when the column belongs to no known collection. Without a qualifier it is the first table's.</summary>
    public Found? Find(ViewArm arm, ViewItem item)
    {
        if (item.Column.Length == 0 || arm.Sources.IsEmpty) return null;
        var source = item.Table.Length == 0
            ? arm.Sources[0]
            : arm.Sources.FirstOrDefault(s => s.Alias.Equals(item.Table, StringComparison.OrdinalIgnoreCase));
        if (source is null || CollectionOf(source) is not { } collection) return null;
        return FieldOf(collection, item.Column) is { } field ? new Found(collection, field) : null;
    }

    /// <summary>Whether any table of the arm has a hidden field of that name.</summary>
    public bool CouldBeHidden(ViewArm arm, ViewItem item) =>
        Find(arm, item) is { } found
            ? found.Field.Hidden
            : arm.Sources.Any(s => CollectionOf(s) is { } collection && FieldOf(collection, item.Column) is { Hidden: true });

    private Collection? CollectionOf(ViewSource source) =>
        source.Table.Length == 0 || syntax.CommonTables.Contains(source.Table) ? null : schema.FindByName(source.Table);

    private static Field? FieldOf(Collection collection, string column) =>
        collection.FindField(column) ?? collection.Fields.FirstOrDefault(f => f.Name.Equals(column, StringComparison.OrdinalIgnoreCase));
}
