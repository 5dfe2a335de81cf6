using Basalt.Errors;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Errors of field definitions. Source of the codes: the protocol, collections page, section 3.2.</summary>
public static class FieldOptionError
{
    public static FieldError DuplicatedId(string id) =>
        FieldError.With("validation_duplicated_field_id", $"Another field has the id {id} already.", "fieldId", id);

    public static FieldError DuplicatedName(string name) =>
        FieldError.With("validation_duplicated_field_name", $"Another field has the name {name} already.", "fieldName", name);

    public static FieldError SystemChange(string name) =>
        FieldError.With("validation_system_field_change", $"The system field {name} can't be removed, renamed or made an ordinary one.", "fieldName", name);

    public static FieldError MissingPrimaryKey { get; } =
        new("validation_missing_primary_key", "The collection needs a primary key field.");

    internal static FieldError CompositePrimaryKey { get; } =
        new("validation_unsupported_composite_pk", "There can be only one primary key field.");

    internal static FieldError TypeChange { get; } = new("validation_field_type_change", "The type of a field can't be changed.");

    internal static FieldError MatchInvalid { get; } = new("validation_match_invalid", "Must be in a valid format.");

    internal static FieldError NotEmpty { get; } = new("validation_empty", "Must be blank.");

    internal static FieldError InvalidRegex { get; } =
        new("validation_invalid_regex", "Must be a regular expression without lookarounds and back references.");

    internal static FieldError OnlyInt { get; } = new("validation_only_int_constraint", "Decimal numbers are not allowed.");

    internal static FieldError LengthOutOfRange(int min, int max) =>
        new("validation_length_out_of_range", $"Must be between {min} and {max} characters long.", [new("min", min), new("max", max)]);

    internal static FieldError AtLeast(double threshold) =>
        FieldError.With("validation_min_greater_equal_than_required", $"Must be no less than {NumberText.Format(threshold)}.", "threshold", threshold);

    internal static FieldError AtMost(double threshold) =>
        FieldError.With("validation_max_less_equal_than_required", $"Must be no greater than {NumberText.Format(threshold)}.", "threshold", threshold);
}
