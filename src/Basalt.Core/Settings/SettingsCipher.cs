using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Basalt.Settings;

/// <summary>
/// The encrypted form of the settings: base64 of nonce (12 bytes), ciphertext and tag (16 bytes) of AES-256-GCM without associated data.
/// The key is the 32 bytes of a text that the operator keeps outside of the database.
/// </summary>
public sealed class SettingsCipher
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    /// <exception cref="ArgumentException">The key is not 32 bytes long.</exception>
    public SettingsCipher(string key)
    {
        _key = Encoding.UTF8.GetBytes(key);
        if (_key.Length != KeyBytes) throw new ArgumentException($"the key of the settings must have {KeyBytes} bytes, not {_key.Length}", nameof(key));
    }

    public string Encrypt(string plain)
    {
        var text = Encoding.UTF8.GetBytes(plain);
        var sealedText = new byte[NonceBytes + text.Length + TagBytes];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(nonce, text, sealedText.AsSpan(NonceBytes, text.Length), sealedText.AsSpan(NonceBytes + text.Length));
        return Convert.ToBase64String(sealedText);
    }

    /// <summary>False for what was not encrypted with this key, or was changed since.</summary>
    public bool TryDecrypt(string encrypted, [NotNullWhen(true)] out string? plain)
    {
        plain = null;
        if (!Base64.IsValid(encrypted)) return false;
        var sealedText = Convert.FromBase64String(encrypted);
        if (sealedText.Length < NonceBytes + TagBytes) return false;
        var text = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        try
        {
            aes.Decrypt(sealedText.AsSpan(0, NonceBytes), sealedText.AsSpan(NonceBytes, text.Length), sealedText.AsSpan(NonceBytes + text.Length), text);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        plain = Encoding.UTF8.GetString(text);
        return true;
    }
}
