using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Errors about how many items a list-like value has.</summary>
internal static class SelectionErrors
{
    public static FieldError TooMany(int max) =>
        FieldError.With("validation_too_many_values", $"Select no more than {max}.", "maxSelect", max);

    public static FieldError TooFew(int min) =>
        FieldError.With("validation_not_enough_values", $"Select at least {min}.", "minSelect", min);
}
