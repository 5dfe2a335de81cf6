using Basalt.Records;

namespace Basalt.Tests.Shared;

/// <summary>
/// What expressions match in <see cref="FilterWorld"/>, by section of the protocol's filters page. The in-memory evaluator and every
/// engine answer all of them alike; what the evaluator leaves to the engine it may leave, but not answer otherwise.
/// </summary>
public static partial class FilterCases
{
    private const string All = "p1 p2 p3 p4 p5 p6 p7 p8";
    private const string None = "";

    public static IReadOnlyList<FilterCase> Matching { get; } =
    [
        .. Grammar(), .. Operators(), .. AllAndAny(), .. NullAndEmpty(), .. Patterns(), .. Types(), .. Paths(), .. Modifiers(),
        .. Requests(), .. Bodies(), .. Joined(), .. Macros(), .. Functions(), .. Visibility(), .. Examples(),
    ];

    private static FilterCase F(string section, string text, string ids) => new(section, FilterSide.Client, text, ids);

    private static FilterCase S(string section, string text, string ids) => new(section, FilterSide.Superuser, text, ids);

    private static FilterCase R(string section, string text, string ids, string? caller = null) => new(section, FilterSide.Rule, text, ids) { Caller = caller };

    private static FilterCase B(string text, string ids, params (string Key, Value Value)[] body) =>
        new("9", FilterSide.Rule, text, ids) { Body = body.ToDictionary(p => p.Key, p => p.Value) };

    private static FilterCase Q(string text, string ids, string key, string value) =>
        R("9", text, ids) with { Query = new() { [key] = value } };

    private static FilterCase H(string text, string ids, string key, string value) =>
        R("9", text, ids) with { Headers = new() { [key] = value } };

    private static Value List(params string[] items) => Value.List(items);

    private static IEnumerable<FilterCase> Grammar() =>
    [
        F("1", "status='live'&&views>10", "p3 p6"),
        F("1", "status = \"draft\" || status = \"live\" && views > 10", "p2 p3 p6 p7"),
        F("1", "status = \"live\" && views > 10 || status = \"draft\"", "p2 p3 p6 p7"),
        F("1", "(status = \"draft\" || status = \"live\") && views > 10", "p3 p6"),
        F("1", "(status = \"live\" || author = \"u3\") && views > 0", "p1 p3 p6 p8"),
        F("1", "((((views = 3))))", "p7"),
        F("1", " ( views = 3 ) ", "p7"),
        F("1", "// leading\nstatus = 'live' // inner\n && views > 10 // trailing", "p3 p6"),
        F("1", "1 = 1 // note", All),
        F("1", "1=1//note", All),
        F("1", "status\r\n=\t'live'", "p1 p3 p6 p8"),
        F("1", "views=-5", "p5"),
        F("1", "views = 15.50", "p4"),
        F("1", "views = 010", "p1"),
        F("1", @"code = 'it\'s'", "p7"),
        F("1", "code = \"it's\"", "p7"),
        F("1", "code = \"say \\\"hi\\\"\"", "p8"),
        F("1", "code = 'say \"hi\"'", "p8"),
        F("1", @"code = ""it\'s""", None), // only the backslash before the same quote goes
        F("1", @"title = '50\% sure'", "p5"),
        F("1", @"title = '50\\% sure'", None),
        F("1", "title = 'ÀÉ ☃ 😀'", "p6"),
        F("1", "title = 'hello\0'", None),
        F("1", "title = 'x\0' || views = 3", "p7"),
        F("1", "live = TRUE", "p1 p3 p5 p7"),
        F("1", "live = False && status = NULL", None),
        F("1", "author = NuLL", "p2"),
        F("1", "title = '//no comment' || views = 3", "p7"),
        F("1", "title = 'a && b || (c)' || views = 3", "p7"),
    ];

    private static IEnumerable<FilterCase> Operators() =>
    [
        F("2", "status = \"live\"", "p1 p3 p6 p8"),
        F("2", "status != \"live\"", "p2 p4 p5 p7"),
        F("2", "'live' = status", "p1 p3 p6 p8"),
        F("2", "status ?= 'live'", "p1 p3 p6 p8"),
        F("2", "status ?!= 'live'", "p2 p4 p5 p7"),
        F("2", "status = \"\"", "p5"),
        F("2", "status != ''", "p1 p2 p3 p4 p6 p7 p8"),
        F("2", "views > 10 && views <= 20", "p3 p4"),
        F("2", "views = 0", "p2"),
        F("2", "views < 0", "p5"),
        F("2", "views <= 0", "p2 p5"),
        F("2", "views >= 1000000", "p6"),
        F("2", "views > 15.5", "p3 p6"),
        F("2", "views >= 15.5", "p3 p4 p6"),
        F("2", "views = 15.5", "p4"),
        F("2", "views != 10", "p2 p3 p4 p5 p6 p7 p8"),
        F("2", "views ?= 10", "p1"),
        F("2", "views ?> 10", "p3 p4 p6"),
        F("2", "views ?>= 20", "p3 p6"),
        F("2", "views ?< 0", "p5"),
        F("2", "views ?<= 0", "p2 p5"),
        F("2", "10 < views", "p3 p4 p6"),
        F("2", "live = true", "p1 p3 p5 p7"),
        F("2", "live = false", "p2 p4 p6 p8"),
        F("2", "live != true", "p2 p4 p6 p8"),
        F("2", "title = 'hello'", "p2"),
        F("2", "title = 'HELLO'", None),
        F("2", "title < 'a'", "p1 p3 p5 p7 p8"),
        F("2", "title > 'hello'", "p6"),
        F("2", "title >= 'hello'", "p2 p6"),
        F("2", "title <= 'Hello'", "p1 p3 p5 p7 p8"),
        F("2", "id = 'p1' || id = 'p2'", "p1 p2"),
        F("2", "id != 'p1'", "p2 p3 p4 p5 p6 p7 p8"),
        F("2", "1 = 1", All),
        F("2", "1 = 2", None),
        F("2", "'a' = 'a'", All),
        F("2", "'a' = 'A'", None),
        F("2", "'a' != 'A'", All),
        F("2", "1 < 2", All),
        F("2", "2 < 1", None),
        F("2", "'10' < '9'", All),
        F("2", "true = true", All),
        F("2", "true > false", All),
    ];

    private static IEnumerable<FilterCase> NullAndEmpty() =>
    [
        F("4", "status = null", "p5"),
        F("4", "status != null", "p1 p2 p3 p4 p6 p7 p8"),
        F("4", "null = status", "p5"),
        F("4", "views = null", None),
        F("4", "views = ''", None),
        F("4", "views != null", All),
        F("4", "views != ''", All),
        F("4", "live = null", None),
        F("4", "live = ''", None),
        F("4", "live != null", All),
        F("4", "null = ''", All),
        F("4", "null = null", All),
        F("4", "'' = ''", All),
        F("4", "null != ''", None),
        F("4", "null != null", None),
        F("4", "'a' = null", None),
        F("4", "'a' != null", All),
        F("4", "'a' = ''", None),
        F("4", "0 = ''", None),
        F("4", "0 = null", None),
        F("4", "false = null", None),
        F("4", "null < 1", None),
        F("4", "null >= null", None),
        F("4", "null ~ ''", None),
        F("4", "null !~ 'a'", None),
        F("4", "title ~ null", None),
        F("4", "title !~ null", None),
        F("4", "title < null", None),
        F("4", "published = ''", "p2"),
        F("4", "published != ''", "p1 p3 p4 p5 p6 p7 p8"),
        F("4", "author = ''", "p2"),
        F("4", "author != ''", "p1 p3 p4 p5 p6 p7 p8"),
        F("4", "author.name = ''", "p2 p4"),
        F("4", "author.name = null", "p2 p4"),
        F("4", "author.name != ''", "p1 p3 p5 p6 p7 p8"),
        F("4", "author.name != null", "p1 p3 p5 p6 p7 p8"),
        F("4", "author.name = 'Ana'", "p1 p7 p8"),
        F("4", "author.name != 'Ana'", "p2 p3 p4 p5 p6"),
        F("4", "author.name < 'B'", "p1 p7 p8"),
        F("4", "author.name ~ ''", "p1 p3 p5 p6 p7 p8"),
        F("4", "author.name ~ 'a'", "p1 p5 p6 p7 p8"),
        F("4", "author.name !~ 'a'", "p3"),
        F("4", "author.verified = false", "p3 p6"),
        F("4", "author.verified = true", "p1 p5 p7 p8"),
        F("4", "author.verified != true", "p2 p3 p4 p6"),
        F("4", "author.verified != false", "p1 p2 p4 p5 p7 p8"),
        F("4", "author.level = 0", "p3"),
        F("4", "author.level > 0", "p1 p5 p7 p8"),
        F("4", "author.level < 100", "p1 p3 p5 p6 p7 p8"),
        F("4", "author.level != 10", "p2 p3 p4 p5 p6"),
        F("4", "author.level = null", "p2 p4"),
        F("4", "author.level = ''", "p2 p4"),
        F("4", "author.name = code", "p2"), // NULL counts as "" between two columns
        F("4", "author.name != code", "p1 p3 p4 p5 p6 p7 p8"),
        F("4", "title = code", None),
        F("4", "title != code", All),
        F("4", "author.name = title", None),
        F("4", "meta = null", "p2"),
        F("4", "meta != null", "p1 p3 p4 p5 p6 p7 p8"),
        F("4", "meta = ''", None),
        F("4", "meta != ''", All),
        F("4", "meta.flag = null", "p2 p3 p4 p5 p6 p8"),
        F("4", "meta.flag != null", "p1 p7"),
        F("4", "meta.s = ''", "p7"),
        F("4", "meta.s = null", "p2 p3 p4 p5 p6 p8"),
        F("4", "meta.s != ''", "p1 p2 p3 p4 p5 p6 p8"),
        F("4", "meta.s != 'x'", "p2 p3 p4 p5 p6 p7 p8"),
        F("4", "meta.s > ''", "p1"),
        F("4", "meta.missing = meta.other", All),
        F("4", "meta.s = title", "p7"),
        F("4", "meta.score = views", "p7"),
        F("4", "place.alt = null", All),
        F("4", "place.alt = 0", None),
        F("4", "author.profile.a = null", "p2 p3 p4 p6"),
    ];

    private static IEnumerable<FilterCase> Types() =>
    [
        F("6", "title = 1", None),
        F("6", "title = 10", None), // compared as "10.0"
        F("6", "title = '10'", "p8"),
        F("6", "title != 10", All),
        F("6", "title = true", None),
        F("6", "title < 5", "p7 p8"),
        F("6", "code = 10", None),
        F("6", "code = '10'", "p5"),
        F("6", "views = '10'", "p1"),
        F("6", "views = '10.0'", "p1"),
        F("6", "views = ' 10 '", "p1"),
        F("6", "views = '1e1'", "p1"),
        F("6", "views = '+10'", "p1"),
        F("6", "views = '10x'", None),
        F("6", "views = '0x0A'", None),
        F("6", "views = 'abc'", None),
        F("6", "views != 'abc'", All),
        F("6", "views < 'abc'", All),
        F("6", "views > 'abc'", None),
        F("6", "views > '9'", "p1 p3 p4 p6"),
        F("6", "views > true", "p1 p3 p4 p6 p7"),
        F("6", "live = 1", "p1 p3 p5 p7"),
        F("6", "live = 0", "p2 p4 p6 p8"),
        F("6", "live = '1'", "p1 p3 p5 p7"),
        F("6", "live = 'true'", None),
        F("6", "live != 'true'", All),
        F("6", "live > 0", "p1 p3 p5 p7"),
        F("6", "live < 'yes'", All),
        F("6", "views = live", "p2"),
        F("6", "views = code", None),
        F("6", "views != code", All),
        F("6", "title = views", None),
        F("6", "1 = '1'", None),
        F("6", "1 != '1'", All),
        F("6", "true = 1", All),
        F("6", "true = '1'", None),
        F("6", "5 < 'a'", All),
        F("6", "meta = 'x'", "p5"),
        F("6", "meta != 'x'", "p1 p2 p3 p4 p6 p7 p8"),
        F("6", "meta = 7", "p8"),
        F("6", "meta = '7'", None),
        F("6", "meta = '{}'", "p3"),
        F("6", "meta = '[1,2,3]'", "p6"),
        F("6", "meta > 5", "p1 p3 p4 p5 p6 p7 p8"), // a number is less than every text
        F("6", "meta < 8", "p8"),
        F("6", "meta = views", None),
        F("6", "meta.score = 5", "p1"),
        F("6", "meta.score = '5'", "p4"),
        F("6", "meta.score != 5", "p2 p3 p4 p5 p6 p7 p8"),
        F("6", "meta.score > 3", "p1 p4"),
        F("6", "meta.score >= 3", "p1 p4 p7"),
        F("6", "meta.score < 4", "p7"),
        F("6", "meta.flag = true", "p1"),
        F("6", "meta.flag = 1", "p1"),
        F("6", "meta.flag = false", "p7"),
        F("6", "meta.flag = 'true'", None),
        F("6", "meta.flag != true", "p2 p3 p4 p5 p6 p7 p8"),
        F("6", "meta.n = 1", "p4"),
        F("6", "meta.items = '[{\"sku\":\"A1\"},{\"sku\":\"B2\"}]'", "p1"),
        F("6", "meta.deep.a = '[1,2,[3]]'", "p4"),
        F("6", "published < '2026-01-01'", "p2 p7"),
        F("6", "published >= '2026-01-01' && published < '2026-02-01'", "p1 p5"),
        F("6", "published = '2026-01-10'", None),
        F("6", "published = '2026-01-10 08:00:00.000Z'", "p1"),
        F("6", "published > '2026-03-15T'", "p4"),
        F("6", "created = '2026-01-02 00:00:00.000Z'", "p2"),
    ];
}
