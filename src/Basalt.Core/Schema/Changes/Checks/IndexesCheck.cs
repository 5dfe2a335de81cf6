using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Index definitions (the protocol, collections page, section 5). Whether the data allows an index is for the engine to say.</summary>
internal static class IndexesCheck
{
    private const int IndexesMax = 200;

    public static void Check(CollectionEdit edit, ImmutableArray<Collection> others)
    {
        var indexes = edit.After.Indexes;
        if (edit.After.IsView)
        {
            if (edit.Draft.Indexes.Length > 0) edit.Errors.Add("indexes", new FieldError("validation_indexes_not_supported", "View collections don't support indexes."));
            return;
        }

        if (edit.Draft.Indexes.Length > IndexesMax)
        {
            edit.Errors.Add("indexes", CollectionCheck.LengthOutOfRange(0, IndexesMax));
            return;
        }

        var errors = new ErrorTree();
        foreach (var position in edit.UnreadableIndexes) errors.Add(Position(position), Invalid("It is no single statement that creates an index."));
        if (errors.IsEmpty) // else positions differ
        {
            for (var i = 0; i < indexes.Length; i++)
            {
                if (ErrorOf(edit.After, i, others) is { } error) errors.Add(Position(i), error);
            }
        }

        if (errors.IsEmpty && ChangedSystemField(edit) is { } field)
        {
            edit.Errors.Add("indexes", FieldError.With(
                "validation_invalid_unique_system_field_index", $"The unique index on the system field {field} can't be changed or removed.", "fieldName", field));
        }

        edit.Errors.Add("indexes", errors);
    }

    /// <summary>What the database says of an index that it can't make.</summary>
    public static ErrorTree Refused(int position, string reason)
    {
        var errors = new ErrorTree();
        errors.Child("indexes").Add(Position(position), Invalid(reason));
        return errors;
    }

    private static FieldError? ErrorOf(Collection collection, int position, ImmutableArray<Collection> others)
    {
        var index = collection.Indexes[position];
        var before = collection.Indexes.Take(position);
        if (before.Any(i => IsNamed(i, index.Name))) return new FieldError("validation_duplicated_index_name", $"The index name {index.Name} is there twice.");
        if (before.Any(i => IsSameDefinition(i, index))) return new FieldError("validation_duplicated_index_definition", "The same index is there twice.");
        if (others.FirstOrDefault(c => c.Indexes.Any(i => IsNamed(i, index.Name))) is { } user)
        {
            return FieldError.With(
                "validation_existing_index_name", $"The index name is already used by the collection {user.Name}.", "usedTableName", user.Name.ToString());
        }

        var missing = index.Columns.FirstOrDefault(c => !c.IsExpression && !HasField(collection, c.Name));
        return missing is null ? null : Invalid($"There is no field {missing.Name}.");
    }

    // The columns of a unique index are what it promises; its collation, order and WHERE may change.
    private static string? ChangedSystemField(CollectionEdit edit)
    {
        foreach (var old in edit.Before?.Indexes ?? [])
        {
            if (!old.Unique) continue;
            var system = old.Columns.Select(c => SystemField(edit.Before!, c)).FirstOrDefault(name => name is not null);
            if (system is not null && !edit.After.Indexes.Any(i => i.Unique && HaveSameColumns(i, old))) return system;
        }

        return null;
    }

    private static string? SystemField(Collection collection, IndexColumn column) => column.IsExpression
        ? null
        : collection.Fields.FirstOrDefault(f => f.System && f.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase))?.Name;

    private static bool HaveSameColumns(CollectionIndex left, CollectionIndex right) =>
        left.Columns.Select(c => c.Name).SequenceEqual(right.Columns.Select(c => c.Name), StringComparer.OrdinalIgnoreCase);

    private static bool HasField(Collection collection, string name) =>
        collection.Fields.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsNamed(CollectionIndex index, string name) => index.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsSameDefinition(CollectionIndex left, CollectionIndex right) =>
        left.Unique == right.Unique && left.Where == right.Where && left.Columns.SequenceEqual(right.Columns);

    private static FieldError Invalid(string reason) => new FieldError("validation_invalid_index_expression", $"Invalid index definition. {reason}");

    private static string Position(int position) => position.ToString(CultureInfo.InvariantCulture);
}
