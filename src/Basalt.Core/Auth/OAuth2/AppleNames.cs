using System.Text;
using System.Text.Json;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Names that Apple tells only once, to the page that it sends the browser to: kept by their code until the sign-in with that code asks, a minute
/// at most. Source: the protocol, accounts page, section 4.6.
/// </summary>
public sealed class AppleNames(TimeProvider clock)
{
    /// <summary>Name of the provider that they are of.</summary>
    internal const string Provider = "apple";

    private const int CodeBytesAtMost = 985;
    private const int NameBytesAtMost = 150;
    private const int KeptAtMost = 1_000; // about a megabyte; a flood pushes out its own kind, and a name that is lost is a name left empty

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private readonly Dictionary<string, Kept> _byCode = new(StringComparer.Ordinal);
    private readonly Queue<Kept> _order = new();

    /// <summary>Keeps the name of a user as Apple sends it: <c>{"name":{"firstName":"…","lastName":"…"}}</c>. Anything else is ignored.</summary>
    internal void Keep(string code, string userJson)
    {
        if (code.Length == 0 || Encoding.UTF8.GetByteCount(code) > CodeBytesAtMost || NameOf(userJson) is not { Length: > 0 } name) return;
        var kept = new Kept(code, name, clock.GetTimestamp());
        lock (_turn)
        {
            ForgetOld();
            if (_order.Count == KeptAtMost) ForgetOldest();
            _byCode[code] = kept;
            _order.Enqueue(kept);
        }
    }

    /// <summary>The name that was kept for a code, once; "" when there is none.</summary>
    internal string Take(string code)
    {
        lock (_turn)
        {
            ForgetOld();
            return _byCode.Remove(code, out var kept) ? kept.Name : "";
        }
    }

    private void ForgetOld()
    {
        while (_order.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Since) >= Life) ForgetOldest();
    }

    private void ForgetOldest()
    {
        var oldest = _order.Dequeue();
        if (_byCode.TryGetValue(oldest.Code, out var kept) && kept == oldest) _byCode.Remove(oldest.Code);
    }

    private static string NameOf(string userJson)
    {
        if (userJson.Length == 0) return "";
        try
        {
            using var user = JsonDocument.Parse(LoneSurrogates.Replace(Encoding.UTF8.GetBytes(userJson)));
            var name = $"{JsonPath.Text(user.RootElement, "name.firstName")} {JsonPath.Text(user.RootElement, "name.lastName")}";
            return Beginning(name, NameBytesAtMost).Trim();
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Beginning(string text, int bytesAtMost)
    {
        var (chars, bytes) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > bytesAtMost) break;
            chars += rune.Utf16SequenceLength;
        }

        return text[..chars];
    }

    private sealed record Kept(string Code, string Name, long Since);
}
