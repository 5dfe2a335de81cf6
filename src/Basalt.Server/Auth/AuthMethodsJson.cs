using Basalt.Auth;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Server.Auth;

/// <summary>How the accounts of a collection can sign in (accounts page, section 2). Members that are legacy come last.</summary>
internal static class AuthMethodsJson
{
    public static void Write(AuthOptions auth, JsonBuffer json)
    {
        var password = auth.PasswordAuth;
        json.Raw("{\"password\":{\"identityFields\":"u8);
        json.Texts(password.Enabled ? password.IdentityFields : []);
        WriteFlag(json, ",\"enabled\":"u8, password.Enabled);
        WriteTimed(json, "},\"otp\":"u8, auth.Otp.Enabled, auth.Otp.DurationSeconds);
        WriteTimed(json, ",\"mfa\":"u8, auth.Mfa.Enabled, auth.Mfa.DurationSeconds);
        var offers = auth.OAuth2.Enabled ? auth.OAuth2.Providers.Select(OAuth2Offer.Of).OfType<OAuth2Offer>().ToList() : [];
        json.Raw(",\"oauth2\":{\"providers\":"u8);
        WriteOffers(offers, withLogos: true, json);
        WriteFlag(json, ",\"enabled\":"u8, auth.OAuth2.Enabled);
        json.Raw("},\"authProviders\":"u8);
        if (auth.OAuth2.Enabled) WriteOffers(offers, withLogos: false, json);
        else json.Raw("null"u8);
        WriteFlag(json, ",\"usernamePassword\":"u8, password.Enabled && password.IdentityFields.Contains("username"));
        WriteFlag(json, ",\"emailPassword\":"u8, password.Enabled && password.IdentityFields.Contains("email"));
        json.Raw((byte)'}');
    }

    private static void WriteOffers(List<OAuth2Offer> offers, bool withLogos, JsonBuffer json)
    {
        json.Raw((byte)'[');
        for (var i = 0; i < offers.Count; i++)
        {
            var offer = offers[i];
            json.Raw(i > 0 ? ",{\"name\":"u8 : "{\"name\":"u8);
            json.String(offer.Name);
            WriteMember(json, "displayName", offer.DisplayName);
            WriteMember(json, "logo", withLogos ? offer.Logo : "");
            WriteMember(json, "state", offer.State);
            WriteMember(json, "authURL", offer.AuthUrl);
            WriteMember(json, "authUrl", offer.AuthUrl);
            WriteMember(json, "codeVerifier", offer.Verifier);
            WriteMember(json, "codeChallenge", offer.Challenge);
            WriteMember(json, "codeChallengeMethod", offer.Challenge.Length > 0 ? "S256" : "");
            json.Raw((byte)'}');
        }

        json.Raw((byte)']');
    }

    private static void WriteMember(JsonBuffer json, string name, string text)
    {
        json.Name(name);
        json.String(text);
    }

    private static void WriteTimed(JsonBuffer json, ReadOnlySpan<byte> head, bool isEnabled, long durationSeconds)
    {
        json.Raw(head);
        WriteFlag(json, "{\"enabled\":"u8, isEnabled);
        json.Raw(",\"duration\":"u8);
        json.Number(isEnabled ? durationSeconds : 0);
        json.Raw((byte)'}');
    }

    private static void WriteFlag(JsonBuffer json, ReadOnlySpan<byte> head, bool flag)
    {
        json.Raw(head);
        json.Bool(flag);
    }
}
