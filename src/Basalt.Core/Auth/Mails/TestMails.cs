using Basalt.Errors;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Sends one of the mails of a collection with a made-up account, so that an operator sees whether mails arrive and how they look. Source: the
/// protocol, system page, section 8.3. Nothing is stored, and the links in them open nothing: their account does not exist.
/// </summary>
public sealed class TestMails(IStorageEngine storage, TokenService tokens, MailQueue queue)
{
    private const string Failed = "Failed to send the test email.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Templates = ["verification", "password-reset", "email-change", "otp", "login-alert"];
    private static readonly FieldError NoTemplate = new("validation_in_invalid", "Must be a valid value.");
    private static readonly FieldError NoCollection = new("validation_invalid_auth_collection", "Must be a valid auth collection id or name.");

    /// <param name="collection">Id or name; "" for the superusers.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: with errors by field, or with what the mail server said.</exception>
    public async Task SendAsync(string email, string template, string collection, CancellationToken ct)
    {
        var accounts = storage.Schema.Find(collection.Length > 0 ? collection : SystemCollections.Superusers);
        var form = new AccountForm().Email(AuthFields.Email, email).Require("template", template);
        if (!form.HasError("template") && !Templates.Contains(template)) form.Add("template", NoTemplate);
        if (accounts is not { IsAuth: true }) form.Add("collection", NoCollection);
        if (!form.IsValid) throw form.ToException(Failed);
        var account = MadeUp(accounts!, email);
        var (text, own) = ContentOf(template, account);
        try
        {
            await queue.SendNowAsync(settings => AccountMail.Write(text, account, email, settings, own), Patience, ct);
        }
        catch (MailFailedException failure)
        {
            throw BasaltException.Invalid("test_mail_failed", $"{Failed} Raw error: \n{failure.Message}", inner: failure);
        }
    }

    private (EmailTemplate Template, (string, string)[] Own) ContentOf(string template, Record account)
    {
        var auth = account.Collection.Auth!;
        return template switch
        {
            "verification" => (auth.VerificationTemplate, [("TOKEN", tokens.IssueForMail(account, TokenKind.Verification))]),
            "password-reset" => (auth.ResetPasswordTemplate, [("TOKEN", tokens.IssueForMail(account, TokenKind.PasswordReset))]),
            "email-change" => (auth.ConfirmEmailChangeTemplate, [("TOKEN", tokens.IssueForMail(account, TokenKind.EmailChange, account.TextOf(AuthFields.Email)))]),
            "otp" => (auth.Otp.EmailTemplate, [("OTP", "123456"), ("OTP_ID", FilledIn("otpId"))]),
            "login-alert" => (auth.AuthAlert.EmailTemplate, [("ALERT_INFO", FilledIn("alertInfo"))]),
            _ => throw new ArgumentOutOfRangeException(nameof(template), template, "has no content"),
        };
    }

    private static Record MadeUp(Collection collection, string email)
    {
        var account = new Record(collection);
        foreach (var field in collection.Fields)
        {
            if (field is TextLikeField and not PasswordField) account[field.Name] = Value.Text(FilledIn(field.Name));
        }

        account[AuthFields.Email] = Value.Text(email);
        account[AuthFields.TokenKey] = Value.Text(RandomText.Of(RandomText.Alphanumeric, 50)); // else everybody could sign such tokens
        return account;
    }

    private static string FilledIn(string name) => $"__pb_test_{name}__";
}
