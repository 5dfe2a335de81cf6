using System.Collections.Immutable;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Lays submitted or stored auth options over others: absent keys stay, lists are replaced as a whole, secrets are kept.</summary>
internal static class AuthOptionsReader
{
    /// <exception cref="FormatException">A value is of the wrong type.</exception>
    public static AuthOptions Overlay(JsonMembers json, AuthOptions current) => new()
    {
        AuthRule = json.NullableText("authRule", current.AuthRule),
        ManageRule = json.NullableText("manageRule", current.ManageRule),
        AuthAlert = json.Object("authAlert", current.AuthAlert, static (o, c) => new AuthAlertOptions
        {
            Enabled = o.Bool("enabled", c.Enabled),
            EmailTemplate = o.Object("emailTemplate", c.EmailTemplate, Template),
        }),
        OAuth2 = json.Object("oauth2", current.OAuth2, OAuth2),
        PasswordAuth = json.Object("passwordAuth", current.PasswordAuth, static (o, c) =>
            new PasswordAuthOptions(o.Bool("enabled", c.Enabled), o.Texts("identityFields", c.IdentityFields))),
        Mfa = json.Object("mfa", current.Mfa, static (o, c) =>
            new MfaOptions(o.Bool("enabled", c.Enabled), o.Long("duration", c.DurationSeconds), o.Text("rule", c.Rule))),
        Otp = json.Object("otp", current.Otp, static (o, c) => new OtpOptions
        {
            Enabled = o.Bool("enabled", c.Enabled),
            DurationSeconds = o.Long("duration", c.DurationSeconds),
            Length = o.Int("length", c.Length),
            EmailTemplate = o.Object("emailTemplate", c.EmailTemplate, Template),
        }),
        AuthToken = json.Object("authToken", current.AuthToken, Token),
        PasswordResetToken = json.Object("passwordResetToken", current.PasswordResetToken, Token),
        EmailChangeToken = json.Object("emailChangeToken", current.EmailChangeToken, Token),
        VerificationToken = json.Object("verificationToken", current.VerificationToken, Token),
        FileToken = json.Object("fileToken", current.FileToken, Token),
        VerificationTemplate = json.Object("verificationTemplate", current.VerificationTemplate, Template),
        ResetPasswordTemplate = json.Object("resetPasswordTemplate", current.ResetPasswordTemplate, Template),
        ConfirmEmailChangeTemplate = json.Object("confirmEmailChangeTemplate", current.ConfirmEmailChangeTemplate, Template),
    };

    private static EmailTemplate Template(JsonMembers json, EmailTemplate current) =>
        new(json.Text("subject", current.Subject), json.Text("body", current.Body));

    private static TokenOptions Token(JsonMembers json, TokenOptions current) =>
        new(json.Text("secret", current.Secret), json.Long("duration", current.DurationSeconds));

    private static OAuth2Options OAuth2(JsonMembers json, OAuth2Options current) => new()
    {
        Enabled = json.Bool("enabled", current.Enabled),
        MappedFields = json.Object("mappedFields", current.MappedFields, static (o, c) => new OAuth2MappedFields(
            o.Text("id", c.Id), o.Text("name", c.Name), o.Text("username", c.Username), o.Text("avatarURL", c.AvatarUrl))),
        Providers = KeepSecrets(json.List("providers", current.Providers.Select(p => (Provider: p, HasSecret: true)).ToImmutableArray(), Provider), current),
    };

    private static (OAuth2Provider Provider, bool HasSecret) Provider(JsonElement element)
    {
        var json = new JsonMembers(element);
        var provider = new OAuth2Provider
        {
            Pkce = json.NullableBool("pkce", null),
            Name = json.Text("name", ""),
            ClientId = json.Text("clientId", ""),
            ClientSecret = json.Text("clientSecret", ""),
            AuthUrl = json.Text("authURL", ""),
            TokenUrl = json.Text("tokenURL", ""),
            UserInfoUrl = json.Text("userInfoURL", ""),
            DisplayName = json.Text("displayName", ""),
            Extra = Extra(json),
        };
        return (provider, json.Has("clientSecret"));
    }

    private static string? Extra(JsonMembers json)
    {
        if (!json.TryGet("extra", out var extra) || extra.ValueKind == JsonValueKind.Null) return null;
        return extra.ValueKind == JsonValueKind.Object
            ? global::System.Text.Encoding.UTF8.GetString(JsonText.Raw(extra))
            : throw new FormatException("extra has a value of the wrong type");
    }

    // Clients never see a secret and so can't send it back: it is found again by the provider's name or, when the provider was
    // renamed, by its position.
    private static ImmutableArray<OAuth2Provider> KeepSecrets(
        ImmutableArray<(OAuth2Provider Provider, bool HasSecret)> sent, OAuth2Options current)
    {
        var providers = ImmutableArray.CreateBuilder<OAuth2Provider>(sent.Length);
        for (var i = 0; i < sent.Length; i++)
        {
            var (provider, hasSecret) = sent[i];
            providers.Add(hasSecret ? provider : provider with { ClientSecret = KeptSecret(provider.Name, i) });
        }

        return providers.ToImmutable();

        string KeptSecret(string name, int position)
        {
            if (current.Providers.FirstOrDefault(p => p.Name == name) is { } same) return same.ClientSecret;
            if (position >= current.Providers.Length) return "";
            var there = current.Providers[position];
            return sent.Any(s => s.Provider.Name == there.Name) ? "" : there.ClientSecret;
        }
    }
}
