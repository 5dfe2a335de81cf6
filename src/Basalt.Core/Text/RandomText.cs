using System.Security.Cryptography;

namespace Basalt.Text;

/// <summary>Unpredictable texts for ids, keys and secrets.</summary>
public static class RandomText
{
    public const string LowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
    public const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string Of(string alphabet, int length) => RandomNumberGenerator.GetString(alphabet, length);

    /// <summary>A record id: 15 of <c>[a-z0-9]</c>.</summary>
    public static string Id() => Of(LowerAlphanumeric, 15);
}
