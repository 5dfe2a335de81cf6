using System.Globalization;

namespace Basalt.Bench.Limit;

/// <summary>
/// The data of every workload, the same for every server and every run: authors in twenty teams and posts spread evenly over the year
/// 2025, seven of ten published.
/// </summary>
internal static class SeedRows
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Words = "river stone basalt column slow fire north harbour lava field cold spring ";

    public static IEnumerable<(string Id, string Name, string Team)> Authors(int count) => Enumerable.Range(0, count).Select(i => (
        AuthorId(i), string.Create(CultureInfo.InvariantCulture, $"Author {i}"), string.Create(CultureInfo.InvariantCulture, $"team{i % 20:d2}")));

    public static IEnumerable<Post> Posts(int count, int authors)
    {
        var body = string.Concat(Enumerable.Repeat(Words, 3))[..200];
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var step = TimeSpan.FromDays(365) / count;
        for (var i = 0; i < count; i++)
        {
            var mixed = Mix((ulong)i);
            var created = (start + (step * i)).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            yield return new Post(
                Id(mixed), string.Create(CultureInfo.InvariantCulture, $"Post number {i}"), body, mixed % 10_000, mixed % 10 < 7, AuthorId((int)(mixed % (ulong)authors)), created, created);
        }
    }

    private static string AuthorId(int number) => string.Create(CultureInfo.InvariantCulture, $"author{number:d9}");

    /// <summary>Fifteen characters that look random, so that an id touches a random page of its index as a real one does.</summary>
    private static string Id(ulong seed) => string.Create(15, seed, static (characters, seed) =>
    {
        for (var i = 0; i < characters.Length; i++)
        {
            seed = Mix(seed + (ulong)i);
            characters[i] = Alphabet[(int)(seed % 36)];
        }
    });

    /// <summary>The finalizer of SplitMix64: a bijection that spreads consecutive numbers over all 64 bits.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
