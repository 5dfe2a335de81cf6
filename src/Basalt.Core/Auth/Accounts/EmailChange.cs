using Basalt.Errors;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>Another address for an account, once it is shown to be its owner's. Source: the protocol, accounts page, section 11.</summary>
public sealed class EmailChange
{
    private const string NewEmail = "newEmail";
    private const int PasswordBytesAtMost = 100;

    private static readonly FieldError SameEmail = new("validation_not_in_invalid", "Must not be in list.");
    private static readonly FieldError TakenEmail = new("validation_invalid_new_email", "Invalid new email address.");
    private static readonly FieldError NoClaim = new("validation_invalid_token_payload", "Invalid token payload - newEmail must be set.");
    private static readonly FieldError TakenClaim = new("validation_invalid_token_email", "The new email address is invalid.");
    private static readonly FieldError WrongPassword = new("validation_invalid_password", "Missing or invalid auth record password.");

    private readonly IStorageEngine _storage;
    private readonly PasswordHasher _hasher;
    private readonly AccountMails _mails;
    private readonly AccountLookup _lookup;
    private readonly AccountTokens _tokens;
    private readonly AccountChanges _changes;

    public EmailChange(
        IStorageEngine storage, RecordReader reader, RecordWriter writer, TokenService tokens, PasswordHasher hasher, AccountMails mails)
    {
        _storage = storage;
        _hasher = hasher;
        _mails = mails;
        _lookup = new AccountLookup(reader);
        _tokens = new AccountTokens(tokens);
        _changes = new AccountChanges(storage, reader, writer);
    }

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: they don't need a mail for it.</exception>
    public static void RefuseSuperusers(Collection collection)
    {
        if (collection.IsSuperusers) throw BasaltException.Invalid("superusers_change_directly", "All superusers can change their emails directly.");
    }

    /// <summary>Mails a link to the new address. Nothing is stored.</summary>
    /// <param name="record">The caller's own.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the address can't be had, or the mail was not accepted.</exception>
    public async Task RequestAsync(Record record, string newEmail, CancellationToken ct)
    {
        var form = new AccountForm().Email(NewEmail, newEmail);
        if (newEmail == record.TextOf(AuthFields.Email)) form.Add(NewEmail, SameEmail);
        if (form.IsValid && await IsTakenAsync(record, newEmail, ct)) form.Add(NewEmail, TakenEmail);
        form.ThrowIfInvalid();
        try
        {
            await _mails.SendEmailChangeAsync(record, newEmail, ct);
        }
        catch (MailFailedException failed)
        {
            throw BasaltException.Invalid("email_change_mail_failed", "Failed to request email change.", inner: failed);
        }
    }

    public async Task ConfirmAsync(Collection collection, string token, string password, CancellationToken ct)
    {
        var form = new AccountForm();
        var verified = await _tokens.CheckAsync(
            form, collection, token, TokenKind.EmailChange, ct, claims => string.IsNullOrEmpty(claims?.NewEmail) ? NoClaim : null);
        if (verified is not null && await IsTakenAsync(verified.Record, verified.Claims.NewEmail!, ct)) form.Add(AccountTokens.Field, TakenClaim);
        form.Require(AuthFields.Password, password).Length(AuthFields.Password, password, PasswordBytesAtMost);
        // Verified also where there is nothing to compare with: a bad token and a wrong password take the same time.
        var isRight = form.HasError(AuthFields.Password) || await _hasher.VerifyAsync(password, verified?.Record.TextOf(AuthFields.Password), ct);
        if (!isRight) form.Add(AuthFields.Password, WrongPassword);
        form.ThrowIfInvalid();
        await ChangeAsync(verified!, ct);
    }

    private async Task ChangeAsync(VerifiedToken token, CancellationToken ct)
    {
        try
        {
            var changed = await _changes.ApplyAsync(
                token.Record,
                r => (r[AuthFields.Email], r[AuthFields.Verified]) = (Value.Text(token.Claims.NewEmail!), Value.Bool(true)),
                ct);
            if (changed is null) throw AccountTokens.UsedUp();
        }
        catch (UniqueViolationException taken)
        {
            throw BasaltException.Invalid(
                "email_taken", "Failed to confirm email change.", ErrorTree.Of(AuthFields.Email, FieldError.NotUnique), taken);
        }

        _mails.SendEmailChanged(token.Record);
    }

    private async ValueTask<bool> IsTakenAsync(Record record, string email, CancellationToken ct) =>
        await _lookup.FindByEmailAsync(_storage, record.Collection, email, ct) is { } found && found.Id != record.Id;
}
