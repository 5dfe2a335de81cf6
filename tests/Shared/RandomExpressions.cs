using Basalt.Records;
using CsCheck;

namespace Basalt.Tests.Shared;

/// <summary>
/// Random expressions over <see cref="FilterWorld"/>'s posts, with random posts and callers to hold them against. Values come from
/// small pools, so that comparisons are often true, and pools hold what is known to be hard: wildcards, quotes, numbers in texts,
/// letters beyond ASCII and beyond UTF-16.
/// </summary>
public static class RandomExpressions
{
    private static readonly string[] Texts =
    [
        "", "a", "A", "ab", "AB", "a_b", "axb", "a%b", "a%", "%b", "_", "%", @"a\b", @"\", @"\%", @"a\%b", "10", "10.0", "1.5", " 10", "1e1", "-1", "0", "1", "true", "null",
        "é", "É", "☃", "😀", "a😀b", "\uFFFD", "it's", "say \"hi\"", "news", "[]", "[\"news\"]", "{}", "2026-01-10 08:00:00.000Z", "2026-01", "u1", "p1", "Ana",
    ];

    private static readonly double[] Numbers = [0, 1, -1, 2, 10, 1.5, -0.5, 15.5, 1_000_000, 0.1, 3];

    private static readonly string[] Dates = ["", "2026-01-10 08:00:00.000Z", "2026-03-15 12:30:45.678Z", "2025-12-31 23:59:59.999Z", "2024-02-29 00:00:00.000Z"];

    private static readonly string?[] Jsons =
    [
        null, "null", "{}", "[]", "\"\"", "\"a\"", "\"10\"", "10", "1.5", "10.0", "1e1", "true", "false", """{"a":1,"b":[1,"a",null]}""", """{ "a" : "a", "b" : { "c" : 1.0 } }""",
        """{"a":null}""", """{"a":true,"a":2}""", """[1,[2,"a"],{"a":"é"}]""", """{"a":"\u00e9\n","b":"%"}""", "-1", "0.1",
    ];

    private static readonly string[] Tags = ["news", "tech", "pb_a", "pb_b", "a", "10", "it's"];

    private static readonly string[] LocalOperands =
    [
        "id", "title", "title", "title:lower", "status", "status:each", "code", "code:lower", "views", "views", "live", "live", "published", "created", "meta", "meta", "meta.a", "meta.a", "meta.b.0", "meta.b.1",
        "meta.b.c", "meta.0", "meta.1.1", "meta:lower", "meta.a:lower", "place.lon", "place.lat", "place.x", "tags", "tags", "tags:each", "tags:each", "tags:each", "tags:length", "docs:each", "docs:length", "cover:length", "author", "author:length",
        "editors", "editors:each", "editors:length", "contact", "note", "null", "true", "FALSE", "@now", "@yesterday", "@year", "@month", "@request.auth.id", "@request.auth.name", "@request.auth.level", "@request.auth.roles", "@request.auth.roles:each", "@request.auth.roles:length",
        "@request.auth.profile.a", "@request.auth.unknown", "@request.context", "@request.method", "@request.query.q", "@request.query.views", "@request.query.q:isset", "@request.headers.x:lower", "@request.body.title", "@request.body.title:isset", "@request.body.title:changed",
        "@request.body.views", "@request.body.tags", "@request.body.tags:each", "@request.body.tags:length", "@request.body.meta.a", "@request.body.status:changed",
        "strftime('%Y', published)", "strftime('%m-%d', published, '+1 month')", "strftime('%H', created)", "strftime('%w', published, 'start of month')", "strftime('%Y', tags:each)",
        "geoDistance(place.lon, place.lat, 0, 0)", "geoDistance(place.lon, place.lat, meta.a, 1)",
    ];

    private static readonly string[] JoinedOperands =
    [
        "author.name", "author.level", "author.verified", "author.roles:each", "author.roles:length", "author.profile.a", "author.email", "author.team.name", "editors.name", "editors.name", "editors.level", "editors.verified", "editors.id", "editors.roles:each",
        "editors.profile.a", "editors.team.name", "related.title", "related.views", "related.tags:each", "related.meta.a", "comments_via_post.text", "comments_via_post.likes", "comments_via_post.author.name", "comments_via_post.author", "settings_via_post.theme", "posts_via_related.title",
        "@collection.members.user", "@collection.members.post", "@collection.members:b.level", "@collection.teams.name", "@request.auth.team.name", "@request.auth.posts_via_author.id", "@request.body.author.name", "@request.body.editors.name",
        "strftime('%Y', comments_via_post.created)", "geoDistance(author.level, editors.level, 0, 0)",
    ];

    private static readonly string[] Signs = ["=", "!=", "~", "!~", "<", "<=", ">", ">=", "?=", "?!=", "?~", "?!~", "?<", "?<=", "?>", "?>="];

    /// <summary>Expressions that need no other collection.</summary>
    public static Gen<string> Local { get; } = Expression(LocalOperands, 3);

    /// <summary>Expressions that mostly reach other collections.</summary>
    public static Gen<string> Joined { get; } = Expression([.. LocalOperands.Where((_, i) => i % 3 == 0), .. JoinedOperands, .. JoinedOperands], 2);

    /// <summary>A post of <see cref="FilterWorld"/>'s collection, every field at random.</summary>
    public static Gen<Basalt.Records.Record> Post { get; } = Gen.Int[0, 1_000_000].Select(Gen.Int, (number, seed) => MakePost(number, new Picker(seed)));

    /// <summary>The same posts every time, to be stored before expressions are tried.</summary>
    public static IEnumerable<Basalt.Records.Record> Posts(int count) => Enumerable.Range(0, count).Select(number => MakePost(number, new Picker(number)));

    /// <summary>A request with a caller of <see cref="FilterWorld"/>, or a guest.</summary>
    public static Gen<FilterCase> Request { get; } = Gen.Int.Select(seed => MakeRequest(new Picker(seed)));

    /// <summary>Any text, and valid expressions with characters put in, taken out or exchanged.</summary>
    public static Gen<string> Hostile { get; } = Gen.OneOf(
        Gen.Char.Array[0, 60].Select(chars => new string(chars)),
        Gen.Byte.Array[0, 80].Select(bytes => System.Text.Encoding.UTF8.GetString(bytes)),
        OneOf(Fragments).Array[0, 25].Select(string.Concat),
        Gen.Select(Gen.OneOf(Local, Joined), Gen.Int.Array[1, 6]).Select((text, edits) => Mutate(text, edits)));

    private static string[] Fragments =>
    [
        .. Signs, .. LocalOperands, .. JoinedOperands, "(", ")", "(", ")", "&&", "||", "&", "|", " ", "\n", "//", ",", "'", "\"", "'a'", "\"b\"", "\\", "\\'", "1", "-", "-1", "1.", ".5", "?", "!", "@", "_", "#", ":", ".", ":each", ":lower", ".id", "\0", "é", "\uD800",
        "geoDistance(", "strftime(", "'%Y'", "@request.", "@collection.", "@now",
    ];

    private static Gen<string> Expression(string[] operands, int depth)
    {
        var literal = Gen.OneOf(OneOf(Texts).Select(Quote), OneOf(Numbers).Select(Number));
        var operand = OneOf(operands);
        var sides = Gen.Frequency((5, Gen.Select(operand, literal)), (2, Gen.Select(operand, operand)), (2, Gen.Select(literal, operand)), (1, Gen.Select(literal, literal)));
        var comparison = Gen.Select(sides, OneOf(Signs)).Select((pair, sign) => $"{pair.Item1} {sign} {pair.Item2}");
        var expression = comparison;
        for (var i = 0; i < depth; i++)
        {
            var inner = expression;
            var joined = Gen.Select(inner, OneOf("&&", "||"), inner).Select((left, join, right) => $"{left} {join} {right}");
            expression = Gen.Frequency((3, comparison), (2, joined), (1, joined.Select(text => $"({text})")));
        }

        return expression;
    }

    private static Gen<string> OneOf(params string[] pool) => Gen.Int[0, pool.Length - 1].Select(i => pool[i]);

    private static Gen<double> OneOf(double[] pool) => Gen.Int[0, pool.Length - 1].Select(i => pool[i]);

    private static string Quote(string text)
    {
        // A text that ends in a backslash, or has one before the quote, can't be written.
        var quote = text.Contains('\'', StringComparison.Ordinal) ? '"' : '\'';
        return quote + text.TrimEnd('\\').Replace(quote.ToString(), "\\" + quote, StringComparison.Ordinal) + quote;
    }

    private static string Number(double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Mutate(string text, int[] edits)
    {
        var fragments = Fragments;
        foreach (var edit in edits)
        {
            var random = new Picker(edit);
            var at = random.Below(text.Length + 1);
            text = random.Below(4) switch
            {
                0 => text.Insert(at, random.Of(fragments)),
                1 when at < text.Length => text.Remove(at, 1),
                2 when at < text.Length => text[..at] + (char)random.Below(random.Below(2) == 0 ? 128 : 65_536) + text[(at + 1)..],
                _ => text[..at] + text[random.Below(text.Length + 1)..],
            };
        }

        return text;
    }

    private static Basalt.Records.Record MakePost(int number, Picker random)
    {
        var post = new Basalt.Records.Record(FilterWorld.Collection("posts")) { Id = "r" + number.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        post["title"] = Value.Text(random.Of(Texts));
        post["status"] = Value.Text(random.Of(["", "draft", "live", "a", "10"]));
        post["tags"] = Value.List(random.Some(Tags));
        post["author"] = Value.Text(random.Of(["", "u1", "u2", "u3", "u4", "u9"]));
        post["editors"] = Value.List(random.Some(["u1", "u2", "u3", "u4", "u9"]));
        post["views"] = Value.Number(random.Of(Numbers));
        post["live"] = Value.Bool(random.Below(2) == 0);
        post["published"] = Value.Text(random.Of(Dates));
        post["meta"] = random.Of(Jsons) is { } json ? Value.Json(json) : Value.Null;
        post["place"] = Value.Geo(new GeoPoint(random.Of(Numbers) % 180, random.Of(Numbers) % 90));
        post["docs"] = Value.List(random.Some(["a.txt", "b.png", "a"]));
        post["cover"] = Value.Text(random.Of(["", "c.png"]));
        post["code"] = Value.Text(random.Of(Texts));
        post["team"] = Value.Text(random.Of(["", "t1", "t2", "t9"]));
        post["note"] = Value.Text(random.Of(Texts));
        post["related"] = Value.List(random.Some(["p1", "p3", "p4", "p9"]));
        post["contact"] = Value.Text(random.Of(["", "c@x.com"]));
        post["created"] = Value.Text(random.Of(Dates));
        return post;
    }

    private static FilterCase MakeRequest(Picker random)
    {
        var made = new FilterCase("", FilterSide.Rule, "", "") { Caller = random.Of([null, "u1", "u2", "u3", "u4", "x1"]) };
        if (random.Below(2) == 0) made.Query["q"] = random.Of(Texts);
        if (random.Below(2) == 0) made.Query["views"] = random.Of(Texts);
        if (random.Below(2) == 0) made.Headers["x"] = random.Of(Texts);
        if (random.Below(2) == 0) made.Body["title"] = Value.Text(random.Of(Texts));
        if (random.Below(2) == 0) made.Body["views"] = Value.Number(random.Of(Numbers));
        if (random.Below(2) == 0) made.Body["status"] = Value.Text(random.Of(["", "draft", "live"]));
        if (random.Below(2) == 0) made.Body["tags"] = Value.List(random.Some(Tags));
        if (random.Below(2) == 0) made.Body["author"] = Value.Text(random.Of(["", "u1", "u2", "u9"]));
        if (random.Below(2) == 0) made.Body["editors"] = Value.List(random.Some(["u1", "u2", "u9"]));
        if (random.Below(2) == 0 && random.Of(Jsons) is { } json) made.Body["meta"] = Value.Json(json);
        return made;
    }

    /// <summary>Picks from pools; a seed always gives the same.</summary>
    private sealed class Picker(int seed)
    {
        private readonly Random _random = new(seed);

        public int Below(int most) => _random.Next(most);

        public T Of<T>(T[] pool) => pool[_random.Next(pool.Length)];

        /// <summary>Up to four, in random order, none twice.</summary>
        public string[] Some(string[] pool)
        {
            var some = (string[])pool.Clone();
            _random.Shuffle(some);
            return some[..Math.Min(_random.Next(5), some.Length)];
        }
    }
}
