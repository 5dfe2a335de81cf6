using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// The compact form of a JSON Web Token that is signed with HMAC-SHA256 (RFC 7515 §7.1, RFC 7518 §3.2): the only form and the only
/// algorithm there is here, whatever a header claims.
/// </summary>
internal sealed class SignedToken
{
    // Ours have about 230 characters, up to 900 with two long e-mails in them. Beyond this nothing is looked at.
    private const int CharsAtMost = 4_096;

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    private readonly string _text;
    private readonly int _signedLength;

    private SignedToken(string text, int signedLength, TokenClaims claims)
    {
        _text = text;
        _signedLength = signedLength;
        Claims = claims;
    }

    /// <summary>Not to be believed before <see cref="IsSignedWith"/>.</summary>
    public TokenClaims Claims { get; }

    public static string Write(TokenClaims claims, ReadOnlySpan<byte> key)
    {
        using var payload = new JsonBuffer();
        TokenJson.Write(claims, payload);
        var signed = $"{Header}.{Base64Url.EncodeToString(payload.WrittenSpan)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <returns>Null when the text is no such token: other form, algorithm, alphabet or length, or a claim missing or of the wrong type.</returns>
    public static SignedToken? Parse(string text)
    {
        if (text.Length > CharsAtMost || text.AsSpan().ContainsAnyExcept(Alphabet)) return null;
        var first = text.IndexOf('.', StringComparison.Ordinal);
        var last = text.LastIndexOf('.');
        if (first <= 0 || last == first || text.AsSpan(first + 1, last - first - 1).Contains('.')) return null;
        try
        {
            var header = Base64Url.DecodeFromChars(text.AsSpan(0, first));
            var payload = Base64Url.DecodeFromChars(text.AsSpan(first + 1, last - first - 1));
            return TokenJson.SaysHs256(header) && TokenJson.Read(payload) is { } claims ? new SignedToken(text, last, claims) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null; // whoever sent it is a guest, and learns no more than that
        }
    }

    public bool IsSignedWith(ReadOnlySpan<byte> key)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var text = _text.AsSpan(_signedLength + 1);
        if (Base64Url.DecodeFromChars(text, signature, out _, out var length) != OperationStatus.Done || length != signature.Length) return false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> signed = stackalloc byte[CharsAtMost];
        HMACSHA256.HashData(key, signed[..Encoding.ASCII.GetBytes(_text.AsSpan(0, _signedLength), signed)], expected);
        return CryptographicOperations.FixedTimeEquals(signature, expected);
    }
}
