using Basalt.Auth;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>
/// Reads the id tokens of providers (OpenID Connect Core 1.0, section 3.1.3.7). The issuer, the keys and the audience come from the
/// configuration, never from the token.
/// </summary>
internal sealed class IdTokens(HttpClient client, TimeProvider clock)
{
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(300);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 64 * 1024 };

    /// <returns>The claims, as JSON.</returns>
    /// <exception cref="ProviderException">It is missing, or not to be believed.</exception>
    public async Task<string> PayloadAsync(ConfiguredProvider provider, string idToken, CancellationToken ct)
    {
        if (idToken.Length == 0) throw new ProviderException("the provider gave no id token");
        var rules = provider.IdTokenRules();
        var keys = rules.KeysUrl.Length > 0 ? KeysOf(await client.GetStringAsync(rules.KeysUrl, ct)) : null;
        var result = await _handler.ValidateTokenAsync(idToken, Parameters(idToken, provider.Options.ClientId, rules, keys));
        if (!result.IsValid) throw new ProviderException($"the id token is refused: {result.Exception?.GetType().Name}");
        return Base64UrlEncoder.Decode(((JsonWebToken)result.SecurityToken).EncodedPayload);
    }

    private static IList<JsonWebKey> KeysOf(string json)
    {
        try
        {
            return new JsonWebKeySet(json).Keys;
        }
        catch (ArgumentException malformed)
        {
            throw new ProviderException($"the provider's keys can't be read: {malformed.Message}");
        }
    }

    private TokenValidationParameters Parameters(string idToken, string clientId, IdTokenRules rules, IList<JsonWebKey>? keys)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAudience = clientId,
            ValidateIssuer = rules.Issuers.Length > 0,
            ValidIssuers = rules.Issuers,
            LifetimeValidator = (notBefore, expires, token, _) => IsDue(notBefore, expires, ((JsonWebToken)token).IssuedAt, rules.NeedsExpiry),
            RequireExpirationTime = rules.NeedsExpiry,
        };
        if (keys is null)
        {
            // It came straight from the provider over TLS; one that claims to need no signature is refused all the same.
            parameters.SignatureValidator = (text, _) => new JsonWebToken(text) is { Alg: not ("none" or "") } token
                ? token
                : throw new SecurityTokenInvalidSignatureException("an unsigned token");
            return parameters;
        }

        parameters.IssuerSigningKeyResolver = (_, token, _, _) => KeysFor((JsonWebToken)token, keys).Where(key => key.Kty is "RSA" or "EC");
        parameters.TryAllIssuerSigningKeys = false;
        if (AlgorithmOf(idToken) is "EdDSA" or "Ed25519") parameters.SignatureValidator = (text, _) => Ed25519Verified(text, keys);
        return parameters;
    }

    private static string AlgorithmOf(string idToken)
    {
        try
        {
            return new JsonWebToken(idToken).Alg;
        }
        catch (ArgumentException malformed)
        {
            throw new ProviderException($"the id token can't be read: {malformed.GetType().Name}");
        }
    }

    // Only the key that the token names, for the algorithm that the key is for: a public key is never taken for a shared secret.
    private static IEnumerable<JsonWebKey> KeysFor(JsonWebToken token, IList<JsonWebKey> keys) =>
        keys.Where(key => key.Kid == token.Kid && !string.IsNullOrEmpty(key.Alg) && key.Alg == token.Alg);

    // RFC 8037, section 3.1. The library of tokens does not know this algorithm.
    private static JsonWebToken Ed25519Verified(string text, IList<JsonWebKey> keys)
    {
        var token = new JsonWebToken(text);
        var signed = System.Text.Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]);
        var signature = Base64UrlEncoder.DecodeBytes(token.EncodedSignature);
        foreach (var key in KeysFor(token, keys).Where(key => key is { Kty: "OKP", Crv: "Ed25519", X.Length: > 0 }))
        {
            var isKey = PublicKey.TryImport(SignatureAlgorithm.Ed25519, Base64UrlEncoder.DecodeBytes(key.X), KeyBlobFormat.RawPublicKey, out var imported);
            if (isKey && SignatureAlgorithm.Ed25519.Verify(imported!, signed, signature)) return token;
        }

        throw new SecurityTokenInvalidSignatureException("no key of the provider made this signature");
    }

    private bool IsDue(DateTime? notBefore, DateTime? expires, DateTime issuedAt, bool needsExpiry)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (expires is null && needsExpiry) return false;
        return (expires is null || expires > now - Leeway) && (notBefore is null || notBefore <= now + Leeway) && issuedAt <= now + Leeway;
    }
}
