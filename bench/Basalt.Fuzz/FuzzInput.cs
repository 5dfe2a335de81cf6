using System.Text;
using Basalt.Tests.Shared;

namespace Basalt.Fuzz;

/// <summary>One input: random bytes, tokens in random order, or an expression of the shared table, damaged.</summary>
internal struct FuzzInput(long seed, long number)
{
    private static readonly string[] Corpus =
        [.. FilterCases.Matching.Select(c => c.Text), .. FilterCases.Refused.Select(c => c.Text).Where(text => text.Length < 300), .. FilterCases.Sorts.Select(c => c.Sort)];

    private static readonly string[] Tokens =
    [
        "=", "!=", "~", "!~", "<", "<=", ">", ">=", "?=", "?!=", "?~", "?>", "&&", "||", "&&", "||", "(", ")", "(", ")", ",", " ", " ", "\n", "//", "'", "\"", "\\", "'a'", "\"b%\"", "1", "-1.5", "0", ".", ":",
        "id", "title", "views", "live", "tags", "tags:each", "tags:length", "title:lower", "meta", "meta.a.0", "place.lat", "author.name", "editors.name", "editors.team.name", "comments_via_post.likes", "settings_via_post.theme", "note", "vault.code",
        "@now", "@year", "@request.auth.id", "@request.auth.roles:each", "@request.auth.team.name", "@request.body.tags:each", "@request.body.title:changed", "@request.query.q", "@collection.members.user", "@collection.members:x.post", "null", "true", "False",
        "geoDistance(", "strftime(", "'%Y'", ":each", ":lower", ":isset", ".id", "@", "_", "#", "\0", "\r", "é", "😀", "\uD800", "&", "|", "?", "!", "-", "-title", "@random", "@rowid",
    ];

    private ulong _state = (ulong)seed * 0xD1342543DE82EF95 + (ulong)number;

    public string Next() => Below(8) switch
    {
        0 => Bytes(),
        1 or 2 => Soup(),
        _ => Damaged(),
    };

    private string Bytes()
    {
        var bytes = new byte[Below(100)];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)Below(Below(3) == 0 ? 256 : 128);
        return Encoding.UTF8.GetString(bytes);
    }

    private string Soup()
    {
        var text = new StringBuilder();
        for (var left = Below(30); left > 0; left--) text.Append(Tokens[Below(Tokens.Length)]).Append(Below(3) == 0 ? " " : "");
        return text.ToString();
    }

    private string Damaged()
    {
        var text = new StringBuilder(Corpus[Below(Corpus.Length)]);
        for (var left = Below(6); left > 0; left--)
        {
            var at = Below(text.Length + 1);
            switch (Below(6))
            {
                case 0: text.Insert(at, Tokens[Below(Tokens.Length)]); break;
                case 1: text.Insert(at, (char)Below(Below(2) == 0 ? 128 : 65_536)); break;
                case 2: text.Remove(at, Math.Min(Below(8), text.Length - at)); break;
                case 3: text.Insert(at, text.ToString(0, Math.Min(at, 200))); break;
                case 4: text.Append(Below(2) == 0 ? " && " : " || ").Append(Corpus[Below(Corpus.Length)]); break;
                case 5 when at < text.Length: text[at] = (char)(32 + Below(95)); break;
            }
        }

        return text.ToString();
    }

    // SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    private int Below(int most)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)most);
    }
}
