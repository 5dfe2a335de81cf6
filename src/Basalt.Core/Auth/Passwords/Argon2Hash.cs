using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Basalt.Auth;

/// <summary>
/// An Argon2id hash in the PHC string format: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>, where m is KiB of memory, t passes,
/// p lanes, and salt and hash are base64 without padding.
/// </summary>
internal sealed record Argon2Hash(int MemoryKib, int Passes, byte[] Salt, byte[] Hash)
{
    public const int SaltBytes = 16; // the only length the library takes

    private const string Prefix = "$argon2id$v=19$";

    // What a hash may ask of this server. Far above any sensible choice, far below what would stop it.
    private const int MemoryKibAtMost = 256 * 1024;
    private const int PassesAtMost = 16;
    private const int HashBytesAtLeast = 16;
    private const int HashBytesAtMost = 64;

    public Argon2Cost Cost => new(MemoryKib, Passes);

    public static Argon2Hash Of(ReadOnlySpan<byte> password, Argon2Cost cost, int hashBytes)
    {
        var hash = new Argon2Hash(cost.MemoryKib, cost.Passes, RandomNumberGenerator.GetBytes(SaltBytes), new byte[hashBytes]);
        hash.Derive(password, hash.Hash);
        return hash;
    }

    /// <returns>Null when the text is no such hash, or one with parameters outside the limits (other lanes than one included).</returns>
    public static Argon2Hash? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = text[Prefix.Length..].Split('$');
        if (parts is not [var parameters, var saltText, var hashText]) return null;
        if (parameters.Split(',') is not [var m, var t, "p=1"]) return null;
        if (!TryNumber(m, "m=", MemoryKibAtMost, out var memoryKib) || !TryNumber(t, "t=", PassesAtMost, out var passes) || memoryKib < 8) return null;
        if (Decode(saltText) is not { Length: SaltBytes } salt) return null;
        return Decode(hashText) is { Length: >= HashBytesAtLeast and <= HashBytesAtMost } hash ? new Argon2Hash(memoryKib, passes, salt, hash) : null;
    }

    public bool Matches(ReadOnlySpan<byte> password)
    {
        Span<byte> derived = stackalloc byte[Hash.Length];
        Derive(password, derived);
        return CryptographicOperations.FixedTimeEquals(derived, Hash);
    }

    /// <summary>How every hash of that cost begins.</summary>
    public static string PrefixOf(Argon2Cost cost) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}m={cost.MemoryKib},t={cost.Passes},p=1$");

    public override string ToString() => $"{PrefixOf(Cost)}{Encode(Salt)}${Encode(Hash)}";

    private void Derive(ReadOnlySpan<byte> password, Span<byte> derived)
    {
        var parameters = new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = MemoryKib, NumberOfPasses = Passes };
        PasswordBasedKeyDerivationAlgorithm.Argon2id(in parameters).DeriveBytes(password, Salt, derived);
    }

    private static bool TryNumber(string text, string prefix, int most, out int number)
    {
        number = 0;
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= 1 && number <= most;
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        if (text.Length is 0 or > 128 || text.Contains('=')) return null;
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        return Base64.IsValid(padded) ? Convert.FromBase64String(padded) : null;
    }
}
