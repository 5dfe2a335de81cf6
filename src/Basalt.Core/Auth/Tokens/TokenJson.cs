using System.Text.Json;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>The JSON of a token's two parts. Members that mean nothing here are passed over.</summary>
internal static class TokenJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static bool SaysHs256(ReadOnlyMemory<byte> header)
    {
        using var document = JsonDocument.Parse(LoneSurrogates.Replace(header), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("alg"u8, out var algorithm)
            && algorithm.ValueKind == JsonValueKind.String && algorithm.ValueEquals("HS256"u8);
    }

    /// <returns>Null when one of the four claims that every token has is missing, or a claim is of the wrong type.</returns>
    public static TokenClaims? Read(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(LoneSurrogates.Replace(payload), Strict);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (Text(root, "id") is not { Length: > 0 } id || Text(root, "collectionId") is not { Length: > 0 } collectionId) return null;
        if (Text(root, "type") is not { Length: > 0 } type || !TryTime(root, "exp", out var expires) || expires is null) return null;
        if (!TryTime(root, "nbf", out var notBefore) || !TryTime(root, "iat", out var issuedAt)) return null;
        return new TokenClaims
        {
            Id = id,
            CollectionId = collectionId,
            Type = type,
            ExpiresAt = expires.Value,
            NotBefore = notBefore,
            IssuedAt = issuedAt,
            Refreshable = Flag(root, "refreshable"),
            Email = Text(root, "email"),
            NewEmail = Text(root, "newEmail"),
        };
    }

    public static void Write(TokenClaims claims, JsonBuffer json)
    {
        json.Raw("{\"collectionId\":"u8);
        json.String(claims.CollectionId);
        WriteText(json, "email", claims.Email);
        WriteTime(json, "exp", claims.ExpiresAt);
        WriteTime(json, "iat", claims.IssuedAt);
        WriteText(json, "id", claims.Id);
        WriteTime(json, "nbf", claims.NotBefore);
        WriteText(json, "newEmail", claims.NewEmail);
        if (claims.Refreshable is { } refreshable)
        {
            json.Name("refreshable");
            json.Bool(refreshable);
        }

        WriteText(json, "type", claims.Type);
        json.Raw((byte)'}');
    }

    private static void WriteText(JsonBuffer json, string name, string? text)
    {
        if (text is null) return;
        json.Name(name);
        json.String(text);
    }

    private static void WriteTime(JsonBuffer json, string name, double? seconds)
    {
        if (seconds is null) return;
        json.Name(name);
        json.Number(seconds.Value);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.ValueKind == JsonValueKind.True
            : null;

    // Absent is fine, anything but a number is not.
    private static bool TryTime(JsonElement root, string name, out double? seconds)
    {
        seconds = null;
        if (!root.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
        seconds = number;
        return true;
    }
}
