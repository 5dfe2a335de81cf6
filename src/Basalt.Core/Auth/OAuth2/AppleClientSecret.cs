using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Basalt.Errors;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Makes the client secret that Sign in with Apple asks for: a token signed with the developer's own key (the protocol, accounts page, section
/// 5.3). The key is used and forgotten.
/// </summary>
/// <param name="ClientId">The service's identifier.</param>
/// <param name="TeamId">10 characters.</param>
/// <param name="KeyId">10 characters.</param>
/// <param name="PrivateKey">A PEM text of a PKCS #8 key on the curve P-256.</param>
/// <param name="DurationSeconds">How long the secret is good; Apple takes no more than half a year.</param>
public sealed record AppleClientSecret(string ClientId, string TeamId, string KeyId, string PrivateKey, long DurationSeconds)
{
    private const string Audience = "https://appleid.apple.com";
    private const string P256 = "1.2.840.10045.3.1.7"; // RFC 5480, section 2.1.1.1
    private const int IdBytes = 10;
    private const long SecondsAtMost = 15_777_000;

    private static readonly FieldError NoPem = new("validation_match_invalid", "Must be in a valid format.");

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: with errors by field, or because the key can't be used.</exception>
    public string Sign(TimeProvider clock)
    {
        Check();
        using var key = ReadKey();
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var signed = $"{Encoded(Header)}.{Encoded(json => Claims(json, now))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private void Check()
    {
        var form = new AccountForm().Require("clientId", ClientId);
        CheckId(form, "teamId", TeamId);
        CheckId(form, "keyId", KeyId);
        form.Require("privateKey", PrivateKey);
        var hasMarks = PrivateKey.Contains("-----BEGIN PRIVATE KEY-----", StringComparison.Ordinal) && PrivateKey.Contains("-----END PRIVATE KEY-----", StringComparison.Ordinal);
        if (PrivateKey.Length > 0 && !hasMarks) form.Add("privateKey", NoPem);
        if (DurationSeconds == 0) form.Add("duration", FieldError.Required);
        if (DurationSeconds < 0) form.Add("duration", FieldError.With("validation_min_greater_equal_than_required", "Must be no less than 1.", "threshold", 1));
        if (DurationSeconds > SecondsAtMost) form.Add("duration", TooLong());
        if (!form.IsValid) throw form.ToException("Invalid client secret data.");
    }

    private static void CheckId(AccountForm form, string field, string id)
    {
        form.Require(field, id);
        if (id.Length == 0 || Encoding.UTF8.GetByteCount(id) == IdBytes) return;
        form.Add(field, new FieldError("validation_length_invalid", string.Create(CultureInfo.InvariantCulture, $"The length must be exactly {IdBytes}."), [new("min", IdBytes), new("max", IdBytes)]));
    }

    private static FieldError TooLong() => FieldError.With(
        "validation_max_less_equal_than_required", string.Create(CultureInfo.InvariantCulture, $"Must be no greater than {SecondsAtMost}."), "threshold", SecondsAtMost);

    private ECDsa ReadKey()
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(PrivateKey);
            if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256) return key;
        }
        catch (Exception unusable) when (unusable is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Unusable("it can't be read", unusable);
        }

        key.Dispose();
        throw Unusable("it is not on the curve P-256");
    }

    private static BasaltException Unusable(string reason, Exception? cause = null) =>
        BasaltException.Invalid("unusable_private_key", $"Failed to generate client secret. Raw error: \nthe private key is unusable: {reason}.", inner: cause);

    private void Header(JsonBuffer json)
    {
        json.Raw("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":"u8);
        json.String(KeyId);
        json.Raw((byte)'}');
    }

    private void Claims(JsonBuffer json, long now)
    {
        json.Raw("{\"iss\":"u8);
        json.String(TeamId);
        json.Name("sub");
        json.String(ClientId);
        json.Name("aud");
        json.Texts([Audience]);
        json.Name("iat");
        json.Number(now);
        json.Name("exp");
        json.Number(now + DurationSeconds);
        json.Raw((byte)'}');
    }

    private static string Encoded(Action<JsonBuffer> write)
    {
        using var json = new JsonBuffer();
        write(json);
        return Base64Url.EncodeToString(json.WrittenSpan);
    }
}
