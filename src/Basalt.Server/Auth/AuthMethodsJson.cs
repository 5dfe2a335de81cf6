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
        WriteTexts(password.Enabled ? password.IdentityFields : [], json);
        WriteFlag(json, ",\"enabled\":"u8, password.Enabled);
        WriteTimed(json, "},\"otp\":"u8, auth.Otp.Enabled, auth.Otp.DurationSeconds);
        WriteTimed(json, ",\"mfa\":"u8, auth.Mfa.Enabled, auth.Mfa.DurationSeconds);
        // A provider that can't be built is left out, and as yet none can.
        WriteFlag(json, ",\"oauth2\":{\"providers\":[],\"enabled\":"u8, auth.OAuth2.Enabled);
        json.Raw("},\"authProviders\":"u8);
        json.Raw(auth.OAuth2.Enabled ? "[]"u8 : "null"u8);
        WriteFlag(json, ",\"usernamePassword\":"u8, password.Enabled && password.IdentityFields.Contains("username"));
        WriteFlag(json, ",\"emailPassword\":"u8, password.Enabled && password.IdentityFields.Contains("email"));
        json.Raw((byte)'}');
    }

    private static void WriteTexts(IReadOnlyList<string> texts, JsonBuffer json)
    {
        json.Raw((byte)'[');
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.String(texts[i]);
        }

        json.Raw((byte)']');
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
