using System.Net;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Settings;

namespace Basalt.Auth;

/// <summary>The mails that accounts get (the protocol, accounts page, section 17), and one more: that the e-mail was changed.</summary>
public sealed class AccountMails(TokenService tokens, MailQueue queue)
{
    private static readonly TimeSpan AlertPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConfirmPatience = TimeSpan.FromSeconds(30);

    // To the old address: whoever took an account over would otherwise be alone in knowing it.
    private static readonly EmailTemplate EmailChanged = new(
        "Your {APP_NAME} email address was changed",
        """
        <p>Hello,</p>
        <p>The email address of your {APP_NAME} account was changed. This address no longer belongs to it.</p>
        <p>If it was not you, get in touch with us.</p>
        <p>The {APP_NAME} team</p>
        """);

    /// <summary>Soon, in the background.</summary>
    internal void SendVerification(Record record) =>
        queue.Add(WithToken("verification", record, TokenKind.Verification, record.Collection.Auth!.VerificationTemplate));

    /// <summary>Soon, in the background.</summary>
    /// <param name="onFailed">When it was given up.</param>
    internal void SendPasswordReset(Record record, Func<Task> onFailed) =>
        queue.Add(WithToken("password reset", record, TokenKind.PasswordReset, record.Collection.Auth!.ResetPasswordTemplate) with { OnFailed = onFailed });

    /// <summary>Soon, in the background; for as long as the code is good.</summary>
    internal void SendOtp(Record record, string otpId, string code, Func<Task> onSent, Func<Task> onFailed)
    {
        var options = record.Collection.Auth!.Otp;
        var mail = new OutgoingMail(
            "one-time password",
            settings => Write(options.EmailTemplate, record, settings, ("OTP", code), ("OTP_ID", otpId)),
            TimeSpan.FromSeconds(options.DurationSeconds));
        queue.Add(mail with { OnSent = onSent, OnFailed = onFailed });
    }

    /// <summary>To the new address, and waits for it.</summary>
    /// <exception cref="MailFailedException">It was not accepted.</exception>
    internal Task SendEmailChangeAsync(Record record, string newEmail, CancellationToken ct)
    {
        var token = tokens.IssueForMail(record, TokenKind.EmailChange, newEmail);
        var template = record.Collection.Auth!.ConfirmEmailChangeTemplate;
        return queue.SendNowAsync(settings => AccountMail.Write(template, record, newEmail, settings, ("TOKEN", token)), ConfirmPatience, ct);
    }

    /// <summary>To the address that was the account's until now.</summary>
    internal void SendEmailChanged(Record before)
    {
        if (before.TextOf(AuthFields.Email).Length == 0) return;
        queue.Add(new OutgoingMail("e-mail changed", settings => Write(EmailChanged, before, settings), TimeSpan.FromHours(1)));
    }

    /// <summary>Waits for it: whoever signs in must not be able to hide it.</summary>
    /// <exception cref="MailFailedException">It was not accepted.</exception>
    internal Task SendAlertAsync(Record record, string info, CancellationToken ct)
    {
        var template = record.Collection.Auth!.AuthAlert.EmailTemplate;
        return queue.SendNowAsync(settings => Write(template, record, settings, ("ALERT_INFO", WebUtility.HtmlEncode(info))), AlertPatience, ct);
    }

    // The token is of the record as it is now: what changes its key before the mail is sent voids it, as it should.
    private OutgoingMail WithToken(string kind, Record record, TokenKind token, EmailTemplate template)
    {
        var life = TimeSpan.FromSeconds(TokenKinds.OptionsOf(record.Collection.Auth!, token).DurationSeconds);
        return new OutgoingMail(kind, settings => Write(template, record, settings, ("TOKEN", tokens.IssueForMail(record, token))), life);
    }

    private static MailMessage Write(EmailTemplate template, Record record, ServerSettings settings, params ReadOnlySpan<(string, string)> own) =>
        AccountMail.Write(template, record, record.TextOf(AuthFields.Email), settings, own);
}
