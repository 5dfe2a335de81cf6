using System.Text;
using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>What is submitted to sign in with a password. Texts as sent, never trimmed; "" for absent.</summary>
public sealed record PasswordCredentials(string Identity, string Password, string IdentityField)
{
    private const int BytesAtMost = 255;

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: with every field's first error.</exception>
    internal void Check(PasswordAuthOptions options)
    {
        var errors = new ErrorTree();
        CheckText(errors, "identity", Identity, isRequired: true);
        CheckText(errors, "password", Password, isRequired: true);
        CheckText(errors, "identityField", IdentityField, isRequired: false);
        if (IdentityField.Length > 0 && !options.IdentityFields.Contains(IdentityField))
        {
            errors.Add("identityField", new FieldError("validation_in_invalid", "Must be a valid value."));
        }

        if (!errors.IsEmpty) throw BasaltException.Invalid("invalid_credentials_form", "An error occurred while validating the submitted data.", errors);
    }

    private static void CheckText(ErrorTree errors, string field, string text, bool isRequired)
    {
        if (text.Length == 0)
        {
            if (isRequired) errors.Add(field, FieldError.Required);
        }
        else if (Encoding.UTF8.GetByteCount(text) > BytesAtMost)
        {
            var error = new FieldError(
                "validation_length_out_of_range", $"The length must be between 1 and {BytesAtMost}.", [new("min", 1), new("max", BytesAtMost)]);
            errors.Add(field, error);
        }
    }
}
