using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace Basalt.Server.Tests.Auth;

/// <summary>Id tokens of a provider without a user URL (the protocol, accounts page, section 5.3): each thing that is wrong with one, alone.</summary>
public sealed class IdTokenTests
{
    private const string Refused = "400 Failed to fetch OAuth2 user.";

    public static TheoryData<string, bool, string> Tokens => new()
    {
        // token, whether keys and issuers are configured, outcome
        { "good", true, "200" },
        { "good", false, "200" },
        { "ec", true, "200" },
        { "ed", true, "200" },
        { "ed by another", true, Refused },
        { "ed by a key that is none", true, Refused },
        { "ed by a key for nothing", true, Refused },  // it says no algorithm
        { "ed with a short signature", true, Refused },
        { "ed with the key of another algorithm", true, Refused },
        { "ed without a key's name", true, Refused },
        { "ed for another", true, Refused },
        { "ed and expired", true, Refused },
        { "ed changed afterwards", true, Refused },
        { "many audiences", true, "200" },
        { "just expired", true, "200" },           // five minutes of leeway
        { "missing", true, Refused },
        { "garbage", true, Refused },
        { "garbage", false, Refused },
        { "other audience", true, Refused },
        { "other audience", false, Refused },
        { "no audience", true, Refused },
        { "other issuer", true, Refused },
        { "no issuer", true, Refused },
        { "expired", true, Refused },
        { "expired", false, Refused },
        { "not yet", true, Refused },
        { "from the future", true, Refused },
        { "unsigned", true, Refused },
        { "unsigned", false, Refused },
        { "signed by another", true, Refused },
        { "unknown key", true, Refused },
        { "no key named", true, Refused },
        { "public key as secret", true, Refused },
        { "shared secret", true, Refused },
        { "other algorithm of the key", true, Refused },
        { "changed afterwards", true, Refused },
    };

    [Theory, MemberData(nameof(Tokens))]
    public async Task A_token_is_believed_only_when_everything_about_it_is_right(string which, bool isPinned, string outcome)
    {
        await using var provider = await IdentityProvider.StartAsync();
        var extra = isPinned ? $$"""{"issuers":["https://issuer.example"],"jwksURL":"{{provider.Url}}/keys"}""" : null;
        await using var server = await AuthServer.StartAsync(o => o with
        {
            OAuth2 = new OAuth2Options { Enabled = true, Providers = [provider.As("oidc", withUserInfo: false, extra)] },
        });
        provider.IdToken = Make(provider, which, server.World.Bench.Clock.GetUtcNow());
        Assert.Equal(outcome, await server.OutcomeAsync("members/auth-with-oauth2", """{"provider":"oidc","code":"good"}"""));
    }

    private static string? Make(IdentityProvider provider, string which, DateTimeOffset now)
    {
        var claims = new Dictionary<string, object>
        {
            ["sub"] = "ana-1", ["email"] = "ana@example.com", ["email_verified"] = true,
            ["iss"] = "https://issuer.example", ["aud"] = IdentityProvider.ClientId, ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(), ["iat"] = now.ToUnixTimeSeconds(),
        };
        SecurityKey key = provider.Rsa;
        var algorithm = "RS256";
        switch (which)
        {
            case "missing": return null;
            case "garbage": return "a.b.c";
            case "ec": (key, algorithm) = (provider.Ec, "ES256"); break;
            case "many audiences": claims["aud"] = new[] { "other", IdentityProvider.ClientId }; break;
            case "other audience": claims["aud"] = "other"; break;
            case "no audience": claims.Remove("aud"); break;
            case "other issuer": claims["iss"] = "https://evil.example"; break;
            case "no issuer": claims.Remove("iss"); break;
            case "just expired": claims["exp"] = now.AddSeconds(-299).ToUnixTimeSeconds(); break;
            case "ed for another": claims["aud"] = "other"; break;
            case "ed and expired": claims["exp"] = now.AddSeconds(-301).ToUnixTimeSeconds(); break;
            case "expired": claims["exp"] = now.AddSeconds(-301).ToUnixTimeSeconds(); break;
            case "not yet": claims["nbf"] = now.AddSeconds(301).ToUnixTimeSeconds(); break;
            case "from the future": claims["iat"] = now.AddSeconds(301).ToUnixTimeSeconds(); break;
            case "signed by another": key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "rsa-1" }; break;
            case "unknown key": key = new RsaSecurityKey(provider.Rsa.Rsa) { KeyId = "rsa-2" }; break;
            case "no key named": key = new RsaSecurityKey(provider.Rsa.Rsa); break;
            case "other algorithm of the key": algorithm = "RS512"; break;
            case "public key as secret":
                (key, algorithm) = (new SymmetricSecurityKey(Encoding.ASCII.GetBytes(provider.Rsa.Rsa.ExportRSAPublicKeyPem())) { KeyId = "rsa-1" }, "HS256");
                break;
            case "shared secret":
                (key, algorithm) = (new SymmetricSecurityKey(Encoding.ASCII.GetBytes(new string('k', 32))) { KeyId = "oct-1" }, "HS256");
                break;
        }

        var payload = System.Text.Json.JsonSerializer.Serialize(claims);
        if (which.StartsWith("ed", StringComparison.Ordinal)) return MakeEd(provider, which, payload);
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload, new SigningCredentials(key, algorithm));
        var parts = token.Split('.');
        return which switch
        {
            "unsigned" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            "changed afterwards" => $"{parts[0]}.{Base64UrlEncoder.Encode(payload.Replace("ana@", "eve@", StringComparison.Ordinal))}.{parts[2]}",
            _ => token,
        };
    }

    private static string MakeEd(IdentityProvider provider, string which, string payload)
    {
        using var other = Key.Create(SignatureAlgorithm.Ed25519);
        var kid = which switch
        {
            "ed by a key that is none" => "\"ed-2\"",
            "ed by a key for nothing" => "\"ed-3\"",
            "ed with the key of another algorithm" => "\"rsa-1\"",
            "ed without a key's name" => "null",
            _ => "\"ed-1\"",
        };
        var signed = $$"""{{Base64UrlEncoder.Encode($$$"""{"alg":"EdDSA","typ":"JWT","kid":{{{kid}}}}""")}}.{{Base64UrlEncoder.Encode(payload)}}""";
        var signature = SignatureAlgorithm.Ed25519.Sign(which == "ed by another" ? other : provider.Ed, Encoding.ASCII.GetBytes(signed));
        if (which == "ed with a short signature") signature = signature[..63];
        if (which == "ed changed afterwards") signed = signed.Split('.')[0] + "." + Base64UrlEncoder.Encode(payload.Replace("ana@", "eve@", StringComparison.Ordinal));
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }
}
