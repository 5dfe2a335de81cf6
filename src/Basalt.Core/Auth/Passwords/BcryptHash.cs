using System.Buffers;
using System.Globalization;

namespace Basalt.Auth;

/// <summary>
/// A bcrypt hash of an imported record: <c>$2a$</c>, <c>$2b$</c> or <c>$2y$</c>, two digits of cost, 53 characters. At most the
/// first 72 bytes of a password count; that is bcrypt's own limit and was so when the hash was made.
/// </summary>
internal static class BcryptHash
{
    private const int Length = 60;
    private const int CostAtMost = 18; // about 20 seconds: more would let one imported row hold a thread for minutes

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly string NobodysSaltAndHash = new('.', Length - 7);

    /// <summary>True when the text is such a hash and can be verified.</summary>
    public static bool IsOne(string text) => CostOf(text) is not null;

    /// <returns>4 to 18: a check takes 2 to its power rounds. Null when the text is no such hash, or can't be verified.</returns>
    public static int? CostOf(string text)
    {
        if (text is not ['$', '2', 'a' or 'b' or 'y', '$', >= '0' and <= '9', >= '0' and <= '9', '$', ..] || text.Length != Length) return null;
        var cost = ((text[4] - '0') * 10) + text[5] - '0';
        return cost is >= 4 and <= CostAtMost && !text.AsSpan(7).ContainsAnyExcept(Alphabet) ? cost : null;
    }

    /// <summary>A hash that no password is known for: it only takes its time.</summary>
    public static string OfNobody(int cost) => string.Create(CultureInfo.InvariantCulture, $"$2a${cost:00}${NobodysSaltAndHash}");

    /// <summary>Whether a match says that this is the whole password: bcrypt passes over what lies behind 72 bytes or a NUL.</summary>
    public static bool CoversAllOf(string password) =>
        System.Text.Encoding.UTF8.GetByteCount(password) < 72 && !password.Contains('\0', StringComparison.Ordinal);

    public static bool Matches(string password, string hash) => BCrypt.Net.BCrypt.Verify(password, hash);
}
