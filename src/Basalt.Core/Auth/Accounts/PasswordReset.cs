using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>A new password for whoever can read the account's mail. Source: the protocol, accounts page, section 9.</summary>
public sealed class PasswordReset
{
    private const string FailedMessage = "Failed to set new password.";

    private static readonly FieldError Mismatch = new("validation_values_mismatch", "Values don't match.");

    private readonly IStorageEngine _storage;
    private readonly PasswordHasher _hasher;
    private readonly AccountMails _mails;
    private readonly AccountLookup _lookup;
    private readonly AccountTokens _tokens;
    private readonly AccountChanges _changes;
    private readonly MailMarks _marks;

    public PasswordReset(
        IStorageEngine storage, RecordReader reader, RecordWriter writer, TokenService tokens, PasswordHasher hasher, AccountMails mails, TimeProvider clock)
    {
        _storage = storage;
        _hasher = hasher;
        _mails = mails;
        _lookup = new AccountLookup(reader);
        _tokens = new AccountTokens(tokens);
        _changes = new AccountChanges(storage, reader, writer);
        _marks = new MailMarks(storage, clock, "reset");
    }

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the collection's accounts have no use for a password.</exception>
    public static void RequireEnabled(Collection collection)
    {
        if (collection.Auth is { PasswordAuth.Enabled: true }) return;
        throw BasaltException.Invalid("password_reset_off", SignInRefusals.PasswordsAreOff().Message); // 400 here, 403 at the sign-in: so the protocol has it
    }

    /// <summary>Mails a link, unless there is nobody of that address or one was mailed just now; which of these can't be told.</summary>
    public async Task RequestAsync(Collection collection, string email, CancellationToken ct)
    {
        new AccountForm().Email(AuthFields.Email, email).ThrowIfInvalid();
        var record = await _lookup.FindByEmailAsync(_storage, collection, email, ct);
        if (await _marks.TrySetAsync(collection, record, ct)) _mails.SendPasswordReset(record!, onFailed: () => _marks.ClearAsync(record!));
    }

    public async Task ConfirmAsync(Collection collection, string token, string password, string passwordConfirm, CancellationToken ct)
    {
        var field = (PasswordField)collection.FindField(AuthFields.Password)!;
        var form = new AccountForm()
            .Require(AuthFields.Password, password).Length(AuthFields.Password, password, AccountForm.BytesAtMost, Math.Max(1, field.Min))
            .Require(AuthFields.PasswordConfirm, passwordConfirm);
        if (passwordConfirm != password) form.Add(AuthFields.PasswordConfirm, Mismatch);
        var verified = await _tokens.CheckAsync(form, collection, token, TokenKind.PasswordReset, ct);
        form.ThrowIfInvalid();
        if (field.Check(Value.Text(password)) is { } error) throw Failed(ErrorTree.Of(AuthFields.Password, error));
        await SetAsync(verified!, await _hasher.HashAsync(password, ct), ct);
        await _marks.ClearAsync(verified!.Record);
    }

    private async Task SetAsync(VerifiedToken token, string hash, CancellationToken ct)
    {
        var changed = await _changes.ApplyAsync(
            token.Record,
            r =>
            {
                r[AuthFields.Password] = Value.Text(hash);
                var email = r.TextOf(AuthFields.Email);
                if (email.Length > 0 && email == token.Claims.Email) r[AuthFields.Verified] = Value.Bool(true); // the mail was read there
            },
            ct);
        if (changed is null) throw AccountTokens.UsedUp();
    }

    private static BasaltException Failed(ErrorTree errors) => BasaltException.Invalid("password_refused", FailedMessage, errors);
}
