using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>What is submitted to sign in with a password. Texts as sent, never trimmed; "" for absent.</summary>
public sealed record PasswordCredentials(string Identity, string Password, string IdentityField)
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: with every field's first error.</exception>
    internal void Check(PasswordAuthOptions options)
    {
        var form = new AccountForm()
            .Require("identity", Identity).Length("identity", Identity, AccountForm.BytesAtMost)
            .Require("password", Password).Length("password", Password, AccountForm.BytesAtMost)
            .Length("identityField", IdentityField, AccountForm.BytesAtMost);
        if (IdentityField.Length > 0 && !options.IdentityFields.Contains(IdentityField))
        {
            form.Add("identityField", new FieldError("validation_in_invalid", "Must be a valid value."));
        }

        form.ThrowIfInvalid();
    }
}
