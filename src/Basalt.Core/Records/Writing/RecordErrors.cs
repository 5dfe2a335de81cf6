using Basalt.Errors;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>The refusals of record writes. Codes are the protocol's (records page, section 6.6), kinds those of its section 3.</summary>
internal static class RecordErrors
{
    public const string CreateFailed = "Failed to create record.";
    public const string UpdateFailed = "Failed to update record.";

    private const string DeleteFailed =
        "Failed to delete record. Make sure that the record is not part of a required relation reference.";

    public static FieldError IdChange { get; } = new("validation_pk_change", "The id of a record can't be changed.");

    public static FieldError IdTaken { get; } = new("validation_pk_invalid", "The id is taken, or differs from a taken one only in case.");

    public static FieldError AuthIdTaken { get; } = new("validation_invalid_auth_id", "The id is invalid or already used by another account.");

    public static FieldError MissingTarget { get; } = new("validation_missing_rel_collection", "The related collection doesn't exist.");

    public static FieldError MissingRelated { get; } = new("validation_missing_rel_records", "Some of the related records don't exist.");

    public static FieldError UnknownAuthCollection { get; } = new("validation_invalid_collection_id", "There is no such collection.");

    public static FieldError NoAuthCollection { get; } = new("validation_invalid_collection_type", "The collection has no accounts.");

    public static FieldError UnknownAccount { get; } = new("validation_invalid_record", "There is no such record.");

    public static FieldError UnknownProvider { get; } = new("validation_in_invalid", "Must be a valid value.");

    public static BasaltException NoWrites() => BasaltException.Invalid("view_is_read_only", "Unsupported collection type.");

    public static BasaltException Locked() => BasaltException.Denied("rule_locked", "Only superusers can perform this action.");

    public static BasaltException NoRecord() => BasaltException.Missing("record_missing");

    public static BasaltException CreateRefused() => BasaltException.Invalid("create_rule_refused", CreateFailed);

    public static BasaltException Invalid(string message, ErrorTree errors) => BasaltException.Invalid("record_invalid", message, errors);

    public static BasaltException DeleteRefused(Exception? inner = null) =>
        BasaltException.Invalid("delete_refused", DeleteFailed, inner: inner);

    public static BasaltException DeleteTooLarge() =>
        BasaltException.Invalid("delete_too_large", "The delete would change too many other records at once.");

    public static BasaltException LastSuperuser() =>
        BasaltException.Invalid("last_superuser", "You can't delete the only existing superuser.");

    /// <summary>Every field of the index gets the error.</summary>
    public static ErrorTree NotUnique(UniqueViolationException violation)
    {
        var errors = new ErrorTree();
        foreach (var field in violation.Fields) errors.Add(field, FieldError.NotUnique);
        return errors;
    }
}
