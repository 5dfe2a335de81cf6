using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>
/// The account side of a draft for an auth record: who may set e-mail, verified state and password, and with what proof. Source: the
/// protocol, accounts page, section 14.1. Needs no stored data but the record itself.
/// </summary>
internal sealed class AccountDraft
{
    private static readonly FieldError Mismatch = new("validation_values_mismatch", "Values don't match.");
    private static readonly FieldError WrongOldPassword = new("validation_invalid_old_password", "Missing or invalid old password.");

    private readonly ResolvedDraft _draft;
    private readonly string _password;
    private readonly string _passwordConfirm;

    private AccountDraft(ResolvedDraft draft, bool isNew, Field password)
    {
        _draft = draft;
        IsNew = isNew;
        _password = draft.PasswordOf(draft.Collection.OrdinalOf(AuthFields.Password)) ?? "";
        _passwordConfirm = draft.FormText(AuthFields.PasswordConfirm, password);
        OldPassword = draft.FormText(AuthFields.OldPassword, password);
    }

    public bool IsNew { get; }

    public string OldPassword { get; }

    /// <summary>True when the default level has to prove that it knows the current password.</summary>
    public bool NeedsOldPassword => !IsNew && (_password.Length > 0 || _passwordConfirm.Length > 0);

    /// <summary>True when a manager may do what this draft asks and the default level may not, or not without proof.</summary>
    public bool AsksForManager => NeedsOldPassword || ChangesEmail || ChangesVerified;

    // On create e-mail is free, and the stored verified state is false.
    private bool ChangesEmail => !IsNew && _draft.Candidate.TextOf(AuthFields.Email) != _draft.Before.TextOf(AuthFields.Email);

    private bool ChangesVerified => _draft.Candidate.IsTrue(AuthFields.Verified) != _draft.Before.IsTrue(AuthFields.Verified);

    /// <returns>Null for a collection without accounts.</returns>
    public static AccountDraft? Of(ResolvedDraft draft, bool isNew) =>
        draft.Collection.IsAuth && draft.Collection.FindField(AuthFields.Password) is { } password ? new AccountDraft(draft, isNew, password) : null;

    /// <summary>Errors by field; empty when the level may make the change.</summary>
    /// <param name="level">The caller's.</param>
    /// <param name="isOldPasswordRight">Looked at only where the old password is needed.</param>
    public ErrorTree Check(AccountLevel level, bool isOldPasswordRight)
    {
        var errors = new ErrorTree();
        var isDefault = level == AccountLevel.Default;
        if (isDefault && ChangesEmail) errors.Add(AuthFields.Email, Mismatch);
        if (isDefault && ChangesVerified) errors.Add(AuthFields.Verified, Mismatch);
        if (_password.Length == 0 && (IsNew || _passwordConfirm.Length > 0 || OldPassword.Length > 0))
        {
            errors.Add(AuthFields.Password, FieldError.Required);
        }

        if (_passwordConfirm.Length == 0 && (IsNew || _password.Length > 0 || OldPassword.Length > 0))
        {
            errors.Add(AuthFields.PasswordConfirm, FieldError.Required);
        }
        else if (_passwordConfirm != _password)
        {
            errors.Add(AuthFields.PasswordConfirm, Mismatch);
        }

        if (isDefault && NeedsOldPassword && OldPasswordError(isOldPasswordRight) is { } error) errors.Add(AuthFields.OldPassword, error);
        return errors;
    }

    private FieldError? OldPasswordError(bool isRight) =>
        OldPassword.Length == 0 ? FieldError.Required : isRight ? null : WrongOldPassword;
}
