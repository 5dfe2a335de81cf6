using System.Text.Json;

namespace Basalt.Schema;

/// <summary>Auth options as JSON members, with secrets (storage) or without (clients).</summary>
internal sealed class AuthOptionsWriter(Utf8JsonWriter json, bool withSecrets)
{
    /// <summary>Every option by its key, so that a client's answer can have them in alphabetical order.</summary>
    public static IEnumerable<(string Key, Action<AuthOptionsWriter> Write)> Members(AuthOptions auth) =>
    [
        ("authRule", w => w.Text(auth.AuthRule)),
        ("manageRule", w => w.Text(auth.ManageRule)),
        ("authAlert", w => w.Alert(auth.AuthAlert)),
        ("oauth2", w => w.OAuth2(auth.OAuth2)),
        ("passwordAuth", w => w.PasswordAuth(auth.PasswordAuth)),
        ("mfa", w => w.Mfa(auth.Mfa)),
        ("otp", w => w.Otp(auth.Otp)),
        ("authToken", w => w.Token(auth.AuthToken)),
        ("passwordResetToken", w => w.Token(auth.PasswordResetToken)),
        ("emailChangeToken", w => w.Token(auth.EmailChangeToken)),
        ("verificationToken", w => w.Token(auth.VerificationToken)),
        ("fileToken", w => w.Token(auth.FileToken)),
        ("verificationTemplate", w => w.Template(auth.VerificationTemplate)),
        ("resetPasswordTemplate", w => w.Template(auth.ResetPasswordTemplate)),
        ("confirmEmailChangeTemplate", w => w.Template(auth.ConfirmEmailChangeTemplate)),
    ];

    private void Text(string? text) => json.WriteStringValue(text); // null writes null

    private void Alert(AuthAlertOptions alert)
    {
        json.WriteStartObject();
        json.WriteBoolean("enabled", alert.Enabled);
        json.WritePropertyName("emailTemplate");
        Template(alert.EmailTemplate);
        json.WriteEndObject();
    }

    private void OAuth2(OAuth2Options oauth2)
    {
        json.WriteStartObject();
        json.WriteStartArray("providers");
        foreach (var provider in oauth2.Providers) Provider(provider);
        json.WriteEndArray();
        json.WriteStartObject("mappedFields");
        json.WriteString("id", oauth2.MappedFields.Id);
        json.WriteString("name", oauth2.MappedFields.Name);
        json.WriteString("username", oauth2.MappedFields.Username);
        json.WriteString("avatarURL", oauth2.MappedFields.AvatarUrl);
        json.WriteEndObject();
        json.WriteBoolean("enabled", oauth2.Enabled);
        json.WriteEndObject();
    }

    private void Provider(OAuth2Provider provider)
    {
        json.WriteStartObject();
        if (provider.Pkce is { } pkce) json.WriteBoolean("pkce", pkce);
        else json.WriteNull("pkce");
        json.WriteString("name", provider.Name);
        json.WriteString("clientId", provider.ClientId);
        if (withSecrets) json.WriteString("clientSecret", provider.ClientSecret);
        json.WriteString("authURL", provider.AuthUrl);
        json.WriteString("tokenURL", provider.TokenUrl);
        json.WriteString("userInfoURL", provider.UserInfoUrl);
        json.WriteString("displayName", provider.DisplayName);
        json.WritePropertyName("extra");
        if (provider.Extra is { } extra) json.WriteRawValue(extra);
        else json.WriteNullValue();
        json.WriteEndObject();
    }

    private void PasswordAuth(PasswordAuthOptions options)
    {
        json.WriteStartObject();
        json.WriteBoolean("enabled", options.Enabled);
        json.WriteStartArray("identityFields");
        foreach (var field in options.IdentityFields) json.WriteStringValue(field);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Mfa(MfaOptions options)
    {
        json.WriteStartObject();
        json.WriteBoolean("enabled", options.Enabled);
        json.WriteNumber("duration", options.DurationSeconds);
        json.WriteString("rule", options.Rule);
        json.WriteEndObject();
    }

    private void Otp(OtpOptions options)
    {
        json.WriteStartObject();
        json.WriteBoolean("enabled", options.Enabled);
        json.WriteNumber("duration", options.DurationSeconds);
        json.WriteNumber("length", options.Length);
        json.WritePropertyName("emailTemplate");
        Template(options.EmailTemplate);
        json.WriteEndObject();
    }

    private void Token(TokenOptions token)
    {
        json.WriteStartObject();
        if (withSecrets) json.WriteString("secret", token.Secret);
        json.WriteNumber("duration", token.DurationSeconds);
        json.WriteEndObject();
    }

    private void Template(EmailTemplate template)
    {
        json.WriteStartObject();
        json.WriteString("subject", template.Subject);
        json.WriteString("body", template.Body);
        json.WriteEndObject();
    }
}
