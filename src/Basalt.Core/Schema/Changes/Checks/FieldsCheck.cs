using System.Globalization;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>The fields of a base or auth collection: what concerns the list first, then each one's options.</summary>
internal static class FieldsCheck
{
    // SQLite's limit is 2,000 columns, PostgreSQL's 1,600, MySQL's 1,017.
    private const int FieldsMax = 1000;

    public static void Check(CollectionEdit edit, SchemaSnapshot next)
    {
        if (ListError(edit) is { } error)
        {
            edit.Errors.Add("fields", error);
            return;
        }

        var errors = new ErrorTree();
        AddDuplicates(edit.After, errors);
        if (errors.IsEmpty) AddOptionErrors(edit, next, errors);
        edit.Errors.Add("fields", errors);
    }

    private static FieldError? ListError(CollectionEdit edit)
    {
        var fields = edit.After.Fields;
        if (fields.Length > FieldsMax) return CollectionCheck.LengthOutOfRange(1, FieldsMax);
        if (!fields.Any(f => f is TextField { PrimaryKey: true })) return FieldOptionError.MissingPrimaryKey;
        foreach (var old in edit.Before?.Fields ?? [])
        {
            if (old.System && edit.After.FindFieldById(old.Id)?.Name != old.Name) return FieldOptionError.SystemChange(old.Name);
        }

        return null;
    }

    private static void AddDuplicates(Collection collection, ErrorTree errors)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase); // as in the database
        for (var i = 0; i < collection.Fields.Length; i++)
        {
            var field = collection.Fields[i];
            if (field.Id.Length > 0 && !ids.Add(field.Id)) At(errors, i).Add("id", FieldOptionError.DuplicatedId(field.Id));
            if (field.Name.Length > 0 && !names.Add(field.Name)) At(errors, i).Add("name", FieldOptionError.DuplicatedName(field.Name));
        }
    }

    private static void AddOptionErrors(CollectionEdit edit, SchemaSnapshot next, ErrorTree errors)
    {
        for (var i = 0; i < edit.After.Fields.Length; i++)
        {
            var field = edit.After.Fields[i];
            var own = new ErrorTree();
            field.CheckOptions(
                new FieldOptionsContext
                {
                    Before = edit.Before?.FindFieldById(field.Id),
                    CollectionType = edit.After.Type,
                    Fields = edit.After.Fields,
                    CollectionTypeOf = id => next.FindById(id)?.Type,
                },
                own);
            errors.Add(Position(i), own);
        }
    }

    private static ErrorTree At(ErrorTree errors, int position) => errors.Child(Position(position));

    private static string Position(int position) => position.ToString(CultureInfo.InvariantCulture);
}
