using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>Shows that an account's address is its own. Source: the protocol, accounts page, section 10.</summary>
public sealed class Verification
{
    private static readonly FieldError NoClaim = new("validation_invalid_token_claims", "Missing email token claim.");
    private static readonly FieldError OtherEmail =
        new("validation_token_email_mismatch", "The record email doesn't match with the requested token claims.");

    private readonly IStorageEngine _storage;
    private readonly PasswordHasher _hasher;
    private readonly AccountMails _mails;
    private readonly AccountLookup _lookup;
    private readonly AccountTokens _tokens;
    private readonly AccountChanges _changes;
    private readonly MailMarks _marks;

    public Verification(
        IStorageEngine storage, RecordReader reader, RecordWriter writer, TokenService tokens, PasswordHasher hasher, AccountMails mails, TimeProvider clock)
    {
        _storage = storage;
        _hasher = hasher;
        _mails = mails;
        _lookup = new AccountLookup(reader);
        _tokens = new AccountTokens(tokens);
        _changes = new AccountChanges(storage, reader, writer);
        _marks = new MailMarks(storage, clock, "verification");
    }

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: they are verified already, always.</exception>
    public static void RefuseSuperusers(Collection collection)
    {
        if (collection.IsSuperusers) throw BasaltException.Invalid("superusers_are_verified", "All superusers are verified by default.");
    }

    /// <summary>Mails a link, unless there is nobody or nothing to verify, or one was mailed just now; which of these can't be told.</summary>
    public async Task RequestAsync(Collection collection, string email, CancellationToken ct)
    {
        new AccountForm().Email(AuthFields.Email, email).ThrowIfInvalid();
        var record = await _lookup.FindByEmailAsync(_storage, collection, email, ct);
        var unverified = record?.IsTrue(AuthFields.Verified) == false ? record : null;
        if (await _marks.TrySetAsync(collection, unverified, ct)) _mails.SendVerification(unverified!);
    }

    public async Task ConfirmAsync(Collection collection, string token, CancellationToken ct)
    {
        var form = new AccountForm();
        var verified = await _tokens.CheckAsync(
            form, collection, token, TokenKind.Verification, ct, claims => string.IsNullOrEmpty(claims?.Email) ? NoClaim : null);
        if (verified is not null && verified.Record.TextOf(AuthFields.Email) != verified.Claims.Email) form.Add(AccountTokens.Field, OtherEmail);
        form.ThrowIfInvalid();
        var record = verified!.Record;
        if (!record.IsTrue(AuthFields.Verified)) await VerifyAsync(record, ct);
        await _marks.ClearAsync(record);
    }

    private async Task VerifyAsync(Record record, CancellationToken ct)
    {
        // Whoever set a password before the address was shown to be theirs could be somebody else.
        var hash = record.Collection.Auth!.PasswordAuth.Enabled ? null : await _hasher.HashAsync(RandomText.Of(RandomText.Alphanumeric, 30), ct);
        var changed = await _changes.ApplyAsync(
            record,
            r =>
            {
                if (r.IsTrue(AuthFields.Verified)) return; // by another request with the same token, which is fine
                r[AuthFields.Verified] = Value.Bool(true);
                if (hash is not null) r[AuthFields.Password] = Value.Text(hash);
            },
            ct);
        if (changed is null) throw AccountTokens.UsedUp();
    }
}
