using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>
/// Holds a draft against the rules of its fields, all of them together. A create checks every field; an update those that were
/// submitted, so that a record which an older schema let in stays writable.
/// </summary>
internal static class FieldChecks
{
    private const int ShownNameChars = 250;

    public static ErrorTree Check(ResolvedDraft draft, bool isNew)
    {
        var errors = new ErrorTree();
        var fields = draft.Collection.Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].IsSetByServer || !(isNew || draft.IsSubmitted(i))) continue;
            if (CheckOne(draft, i, isNew) is { } error) errors.Add(fields[i].Name, error);
        }

        return errors;
    }

    private static FieldError? CheckOne(ResolvedDraft draft, int ordinal, bool isNew)
    {
        var value = draft.Candidate[ordinal];
        return draft.Collection.Fields[ordinal] switch
        {
            // An id that a stored record already has may come from before the field's pattern.
            TextField { PrimaryKey: true } when !isNew => value == draft.Before[ordinal] ? null : RecordErrors.IdChange,
            PasswordField { Name: AuthFields.Password } when draft.HasGeneratedPassword => null,
            PasswordField password => password.Check(Value.Text(draft.PasswordOf(ordinal) ?? "")),
            FileField file => CheckFiles(file, value, draft.Before[ordinal]),
            var field => field.Check(value),
        };
    }

    // A name is only ever a file that the record has: bytes come in as uploads, never by naming what another record stored.
    private static FieldError? CheckFiles(FileField field, Value value, Value stored)
    {
        var error = field.Check(value);
        if (error == FieldError.Required) return error;
        var unknown = ListLikeField.ItemsOf(value).Except(ListLikeField.ItemsOf(stored), StringComparer.Ordinal).Select(Shortened).ToList();
        return unknown.Count == 0
            ? error
            : FieldError.With("validation_invalid_file", "Files can be kept or removed by name, but not added by name.", "invalidFiles", unknown);
    }

    private static string Shortened(string name) => name.Length <= ShownNameChars ? name : name[..ShownNameChars];
}
