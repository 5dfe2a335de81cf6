using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>What only auth collections have. Defaults are those of the protocol, collections page, section 4.</summary>
public sealed record AuthOptions
{
    /// <summary>Checked at every sign-in; null means nobody.</summary>
    public string? AuthRule { get; init; } = "";

    /// <summary>Whoever satisfies it manages the accounts; null means nobody.</summary>
    public string? ManageRule { get; init; }

    public AuthAlertOptions AuthAlert { get; init; } = new();

    public OAuth2Options OAuth2 { get; init; } = new();

    public PasswordAuthOptions PasswordAuth { get; init; } = new();

    public MfaOptions Mfa { get; init; } = new();

    public OtpOptions Otp { get; init; } = new();

    public TokenOptions AuthToken { get; init; } = new("", 432_000);

    public TokenOptions PasswordResetToken { get; init; } = new("", 1_800);

    public TokenOptions EmailChangeToken { get; init; } = new("", 1_800);

    public TokenOptions VerificationToken { get; init; } = new("", 86_400);

    public TokenOptions FileToken { get; init; } = new("", 180);

    public EmailTemplate VerificationTemplate { get; init; } = EmailTemplate.Verification;

    public EmailTemplate ResetPasswordTemplate { get; init; } = EmailTemplate.ResetPassword;

    public EmailTemplate ConfirmEmailChangeTemplate { get; init; } = EmailTemplate.ConfirmEmailChange;
}

/// <param name="Secret">30 to 255 characters; joined with a record's tokenKey it signs that record's tokens. Never output.</param>
/// <param name="DurationSeconds">10 to 94,670,856.</param>
public sealed record TokenOptions(string Secret, long DurationSeconds);

public sealed record PasswordAuthOptions(bool Enabled, ImmutableArray<string> IdentityFields)
{
    public PasswordAuthOptions() : this(true, ["email"]) { }
}

public sealed record MfaOptions(bool Enabled = false, long DurationSeconds = 600, string Rule = "");

public sealed record OtpOptions
{
    public bool Enabled { get; init; }

    /// <summary>Life of a code, in seconds: 10 to 86,400.</summary>
    public long DurationSeconds { get; init; } = 180;

    /// <summary>Digits of a code: 4 or more.</summary>
    public int Length { get; init; } = 8;

    public EmailTemplate EmailTemplate { get; init; } = EmailTemplate.Otp;
}

public sealed record AuthAlertOptions
{
    public bool Enabled { get; init; } = true;

    public EmailTemplate EmailTemplate { get; init; } = EmailTemplate.AuthAlert;
}

public sealed record OAuth2Options
{
    public bool Enabled { get; init; }

    public OAuth2MappedFields MappedFields { get; init; } = new();

    public ImmutableArray<OAuth2Provider> Providers { get; init; } = [];
}

public sealed record OAuth2MappedFields(string Id = "", string Name = "", string Username = "", string AvatarUrl = "");

/// <summary>One configured provider. Empty texts mean the provider's own defaults.</summary>
public sealed record OAuth2Provider
{
    public bool? Pkce { get; init; }

    public string Name { get; init; } = "";

    public string ClientId { get; init; } = "";

    /// <summary>Never output; kept when a change does not send it again.</summary>
    public string ClientSecret { get; init; } = "";

    public string AuthUrl { get; init; } = "";

    public string TokenUrl { get; init; } = "";

    public string UserInfoUrl { get; init; } = "";

    public string DisplayName { get; init; } = "";

    /// <summary>A JSON object's text, or null.</summary>
    public string? Extra { get; init; }
}

public sealed record EmailTemplate(string Subject, string Body)
{
    public static EmailTemplate Verification { get; } = new(
        "Verify your {APP_NAME} email",
        """
        <p>Hello,</p>
        <p>Welcome to {APP_NAME}. Please confirm that this address is yours:</p>
        <p><a class="btn" href="{APP_URL}/_/#/auth/confirm-verification/{TOKEN}" target="_blank" rel="noopener">Confirm address</a></p>
        <p>If you did not sign up, you can ignore this message.</p>
        <p>The {APP_NAME} team</p>
        """);

    public static EmailTemplate ResetPassword { get; } = new(
        "Reset your {APP_NAME} password",
        """
        <p>Hello,</p>
        <p>Somebody asked for a new password for your {APP_NAME} account. To choose one:</p>
        <p><a class="btn" href="{APP_URL}/_/#/auth/confirm-password-reset/{TOKEN}" target="_blank" rel="noopener">Choose a new password</a></p>
        <p>If it was not you, you can ignore this message; your password stays as it is.</p>
        <p>The {APP_NAME} team</p>
        """);

    public static EmailTemplate ConfirmEmailChange { get; } = new(
        "Confirm your {APP_NAME} new email address",
        """
        <p>Hello,</p>
        <p>Please confirm this address as the new one of your {APP_NAME} account:</p>
        <p><a class="btn" href="{APP_URL}/_/#/auth/confirm-email-change/{TOKEN}" target="_blank" rel="noopener">Confirm new address</a></p>
        <p>If you did not ask for this, you can ignore this message.</p>
        <p>The {APP_NAME} team</p>
        """);

    public static EmailTemplate Otp { get; } = new(
        "OTP for {APP_NAME}",
        """
        <p>Hello,</p>
        <p>Your one-time code for {APP_NAME} is: <strong>{OTP}</strong></p>
        <p>If you did not ask for it, you can ignore this message.</p>
        <p>The {APP_NAME} team</p>
        """);

    public static EmailTemplate AuthAlert { get; } = new(
        "Login from a new location",
        """
        <p>Hello,</p>
        <p>There was a sign-in to your {APP_NAME} account from a new place:</p>
        <p><em>{ALERT_INFO}</em></p>
        <p>If it was not you, change your password now: that ends every other session.</p>
        <p>The {APP_NAME} team</p>
        """);
}
