using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Basalt.Mail;
using Basalt.Server.Tests.Auth;
using Microsoft.IdentityModel.Tokens;

namespace Basalt.Server.Tests.Settings;

/// <summary>Test mails, and the client secret for Apple (the protocol, system page, section 8.3).</summary>
public sealed class SettingsToolsTests
{
    private const string TestMail = "../settings/test/email";
    private const string AppleSecret = "../settings/apple/generate-client-secret";
    private const string Loading = "400 An error occurred while loading the submitted data.";

    public static TheoryData<string, string, string> Mails => new()
    {
        // template, collection, subject
        { "verification", "members", "Verify your Acme email" },
        { "verification", "", "Verify your Acme email" },
        { "verification", "pbc_members", "Verify your Acme email" },
        { "password-reset", "MEMBERS", "Reset your Acme password" },
        { "email-change", "members", "Confirm your Acme new email address" },
        { "otp", "members", "OTP for Acme" },
        { "login-alert", "members", "Login from a new location" },
    };

    [Theory, MemberData(nameof(Mails))]
    public async Task A_test_mail_is_sent_as_the_real_one_would_be(string template, string collection, string subject)
    {
        await using var server = await AuthServer.StartAsync();
        var body = JsonSerializer.Serialize(new { email = "see@example.com", template, collection });
        Assert.Equal("204", await server.OutcomeAsync(TestMail, body, "boss"));
        var mail = Assert.Single(await server.NewMailsAsync());
        Assert.Equal(("see@example.com", subject), (mail.To, mail.Subject));
        Assert.DoesNotContain("{", mail.Html, StringComparison.Ordinal);
        Assert.Equal(["ana000000000001"], await server.World.Bench.IdsAsync("members"));
    }

    [Fact]
    public async Task A_test_mail_is_about_an_account_that_does_not_exist()
    {
        await using var server = await AuthServer.StartAsync();
        await server.World.ChangeAsync(o => o with { VerificationTemplate = new("{RECORD:name}", "{RECORD:username} {RECORD:email} {RECORD:password} {RECORD:tokenKey} <a href=\"/_/#/auth/{TOKEN}\">") });
        Assert.Equal("204", await server.OutcomeAsync(TestMail, """{"email":"see@example.com","template":"verification","collection":"members"}""", "boss"));
        var mail = Assert.Single(await server.NewMailsAsync());
        Assert.Equal("__pb_test_name__", mail.Subject);
        Assert.StartsWith("__pb_test_username__ see@example.com {RECORD:password} {RECORD:tokenKey} ", mail.Html, StringComparison.Ordinal);
        var token = mail.Html.Split('/')[^1].Split('"')[0];
        Assert.Equal("400 token validation_invalid_token", await server.OutcomeAsync("members/confirm-verification", $$"""{"token":"{{token}}"}"""));
    }

    public static TheoryData<string, string, string> MailRefusals => new()
    {
        // who, body, outcome
        { "", "{", "401 The request requires valid record authorization token." },
        { "ana", "{", "403 The authorized record is not allowed to perform this action." },
        { "boss", "{", Loading },
        { "boss", """{"email":["a@b.c"]}""", Loading },
        { "boss", "", "400 email validation_required, template validation_required" },
        { "boss", """{"email":"no","template":"other","collection":"posts"}""", "400 collection validation_invalid_auth_collection, email validation_is_email, template validation_in_invalid" },
        { "boss", """{"email":"a@b.ch","template":"otp","collection":"nothing"}""", "400 collection validation_invalid_auth_collection" },
    };

    [Theory, MemberData(nameof(MailRefusals))]
    public async Task A_test_mail_is_refused(string who, string body, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(outcome, await server.OutcomeAsync(TestMail, body, who));
        Assert.Empty(await server.NewMailsAsync());
    }

    [Fact]
    public async Task What_the_mail_server_says_is_told_to_the_superuser()
    {
        await using var server = await AuthServer.StartAsync();
        server.World.Bench.Mails.Failure = _ => new MailFailedException("554 no", isFinal: true);
        Assert.Equal("400 Failed to send the test email. Raw error: \n554 no.", await server.OutcomeAsync(TestMail, """{"email":"a@b.ch","template":"otp"}""", "boss"));
    }

    [Theory, InlineData(1), InlineData(15_777_000)]
    public async Task Apples_secret_is_signed_with_the_developers_key(long duration)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var server = await AuthServer.StartAsync();
        var (status, json) = await server.SendAsync("POST", AppleSecret, Body(key.ExportPkcs8PrivateKeyPem(), duration), token: await server.TokenOfAsync("boss"));
        Assert.Equal(200, status);

        var parts = json.GetProperty("secret").GetString()!.Split('.');
        var now = server.World.Bench.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal("""{"alg":"ES256","typ":"JWT","kid":"KEY4567890"}""", Base64UrlEncoder.Decode(parts[0]));
        Assert.Equal($$"""{"iss":"TEAM567890","sub":"com.example.app","aud":["https://appleid.apple.com"],"iat":{{now}},"exp":{{now + duration}}}""", Base64UrlEncoder.Decode(parts[1]));
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]), HashAlgorithmName.SHA256));
    }

    public static TheoryData<string, string, string> SecretRefusals
    {
        get
        {
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            using var rsa = RSA.Create(2048);
            const string Unusable = "400 Failed to generate client secret. Raw error: \nthe private key is unusable: ";
            return new()
            {
                { "", "{", "401 The request requires valid record authorization token." },
                { "ana", "{", "403 The authorized record is not allowed to perform this action." },
                { "boss", "{", Loading },
                { "boss", """{"duration":"1"}""", Loading },
                { "boss", "{}", "400 clientId validation_required, duration validation_required, keyId validation_required, privateKey validation_required, teamId validation_required" },
                { "boss", """{"clientId":"","teamId":"123456789","keyId":"12345678901","privateKey":"none","duration":-1}""", "400 clientId validation_required, duration validation_min_greater_equal_than_required, keyId validation_length_invalid, privateKey validation_match_invalid, teamId validation_length_invalid" },
                { "boss", Body("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", 15_777_001), "400 duration validation_max_less_equal_than_required" },
                { "boss", Body("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", 1), Unusable + "it can't be read." },
                { "boss", Body("-----END PRIVATE KEY----- -----BEGIN PRIVATE KEY-----", 1), Unusable + "it can't be read." },
                { "boss", Body(rsa.ExportPkcs8PrivateKeyPem(), 1), Unusable + "it can't be read." },
                { "boss", Body(other.ExportPkcs8PrivateKeyPem(), 1), Unusable + "it is not on the curve P-256." },
            };
        }
    }

    [Theory, MemberData(nameof(SecretRefusals), DisableDiscoveryEnumeration = true)]
    public async Task Apples_secret_is_refused(string who, string body, string outcome)
    {
        await using var server = await AuthServer.StartAsync();
        Assert.Equal(outcome, await server.OutcomeAsync(AppleSecret, body, who));
    }

    private static string Body(string privateKey, long duration) =>
        JsonSerializer.Serialize(new { clientId = "com.example.app", teamId = "TEAM567890", keyId = "KEY4567890", privateKey, duration });
}
