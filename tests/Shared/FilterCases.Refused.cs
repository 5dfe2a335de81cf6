namespace Basalt.Tests.Shared;

public static partial class FilterCases
{
    public static IReadOnlyList<SortCase> Sorts { get; } =
    [
        new("views", "p5 p2 p8 p7 p1 p4 p3 p6"),
        new("-views", "p6 p3 p4 p1 p7 p8 p2 p5"),
        new("title", "p7 p8 p5 p1 p3 p4 p2 p6"),
        new("title:lower,id", "p7 p8 p5 p4 p1 p2 p3 p6"),
        new("-live,title:lower,author.name", "p7 p5 p1 p3 p8 p4 p2 p6"),
        new("author.name,id", "p2 p4 p1 p7 p8 p3 p5 p6"),
        new("@rowid", "p1 p2 p3 p4 p5 p6 p7 p8"),
        new("-@rowid", "p8 p7 p6 p5 p4 p3 p2 p1"),
        new("+@rowid", "p1 p2 p3 p4 p5 p6 p7 p8"),
        new("meta.score,id", "p2 p3 p5 p6 p8 p7 p1 p4"),
        new("-meta.score,id", "p4 p1 p7 p2 p3 p5 p6 p8"),
        new("tags:length,id", "p2 p8 p3 p5 p1 p4 p6 p7"),
        new(" +status , -id ", "p5 p7 p2 p4 p8 p6 p3 p1"),
        new("place.lat,id", "p6 p2 p3 p1 p7 p4 p8 p5"),
        new("published", "p2 p7 p1 p5 p6 p8 p3 p4"),
        new("settings_via_post.theme,-id", "p8 p6 p5 p4 p3 p7 p1 p2"),
        new("status:each,id", "p5 p2 p7 p4 p1 p3 p6 p8"),
        new("team.name,id", "p2 p6 p7 p4 p1 p5"), // teams that may not be listed take their posts away
        new("team.name,id", "p2 p6 p7 p3 p8 p4 p1 p5") { IsSuperuser = true },
        new("vault.code,-id", "p8 p7 p6 p5 p4 p2 p3 p1") { IsSuperuser = true },
        new("email", "u3 u1 u2 u4") { Collection = "users" },
        new("-name", "u4 u3 u2 u1") { Collection = "users" },
    ];

    public static IReadOnlyList<RefusedCase> Refused { get; } =
    [
        .. Syntax.Select(text => new RefusedCase(FilterSide.Client, text)),
        .. Syntax.Select(text => new RefusedCase(FilterSide.Rule, text, "invalid_rule")),
        .. Names.Select(text => new RefusedCase(FilterSide.Superuser, text)),
        .. Names.Select(text => new RefusedCase(FilterSide.Rule, text, "invalid_rule")),
        .. ClientOnly.Select(text => new RefusedCase(FilterSide.Client, text)),
        .. Reserved.Select(text => new RefusedCase(FilterSide.Client, text, "superuser_filter")),
        .. Reserved.Select(text => new RefusedCase(FilterSide.Client, text, "superuser_filter") { IsSort = true }),
        .. SortTexts.Select(text => new RefusedCase(FilterSide.Superuser, text, "invalid_sort") { IsSort = true }),
        new(FilterSide.Client, "1=1" + new string(' ', 3498)),
        new(FilterSide.Superuser, "title = '" + new string('é', 1750) + "'"),
        new(FilterSide.Client, "vault.code", "invalid_sort") { IsSort = true },
        new(FilterSide.Client, "note", "invalid_sort") { IsSort = true },
        new(FilterSide.Client, "author.secret", "invalid_sort") { IsSort = true },
    ];

    /// <summary>Refused by the parser, whatever the collection.</summary>
    public static IReadOnlyList<string> Syntax =>
    [
        " ", "\n", "// only a comment", "()", "(", ")", "title", "title =", "= 'a'", "title 'a'", "title = 'a' &&", "&& title = 'a'", "|| 1=1",
        "title == 'a'", "title === 'a'", "title =! 'a'", "title <> 'a'", "title => 1", "title =< 1", "title ! 'a'", "title ?? 'a'", "title ? 'a'", "title !?= 'a'",
        "title = 'a' & live = true", "title = 'a' | live = true", "title = 'a' &&& live = true", "title = 'a' and live = true", "title = 'a', live = true",
        "not title = 'a'", "!(title = 'a')", "title in ('a')", "(title = 'a'", "title = 'a')", "((title = 'a')", "(title) = 'a'",
        "(title = 'a')(live = true)", "title = 'a' (live = true)", "title = (live = true)", "title = 'a' live = true",
        "title = 'a", "title = \"a", "title = 'a\\'", "title = 'a\\\\'", "title = a'", "title = `a`", "title = $1", "title = ?", "title = 1.", "title = .5", "title = -", "title = --1",
        "title = 1e3", "title = 1_000", "title = 1.2.3", "title = 0x10", "title + 1 = 2", "title = 'a' /* c */", "title = 'a' -- c", "title = 'a' # c", "title = 'a';",
        "title. = 1", "title: = 1", ".title = 1", ":title = 1", "@ = 1", "_ = 1", "# = 1", "* = 1", "títle = 1", "title\0= 1", "\0", "😀 = 1",
        "title = " + new string('9', 400), "f(f(f(f(1)))) = 1", "geoDistance(1,,2,3,4) = 1", "geoDistance(,1,2,3) = 1", "geoDistance(1 2 3 4) = 1", "geoDistance(1,2,3,4 = 1", "geoDistance (1,2,3,4) = 1",
        string.Join("&&", Enumerable.Repeat("1=1", 201)),
        new string('(', 101) + "1=1" + new string(')', 101),
        new string('(', 3000),
    ];

    private static IReadOnlyList<string> Names =>
    [
        "unknown = 1", "title.sub = 1", "Title = 'a'", "author.unknown = 1", "author.name.x = 1", "views.x = 1", "tags.x = 1", "#title = 1", "@title = 1", "@now.x = 1", "@NOW = 1", "@week = 1", "@quarter = 1", "@weekStart = 1",
        "collectionId = 'x'", "collectionName = 'posts'", "expand = ''", "title..x = 1", "meta..x = 1", "title:unknown = 1", "title:LOWER = 'a'", "title:lower:each = 1", "title:each.x = 1", "editors:each.name = 'a'", "nothing = 1",
        "comments_via_post = 'c1'", "comments_via_author.id = 'c1'", "nothing_via_post.id = 'c1'", "comments_via_text.id = 'a'", "comments_via_nothing.id = 'a'", "_via_post.id = 'a'", "author.comments_via_post.id = 'a'",
        "author.posts_via_author.author.posts_via_author.author.posts_via_author.author.name = 'x'", // seven relations
        "author.posts_via_author.author.posts_via_author.author.posts_via_author.author.id = 'x'",
        "@request = 1", "@request.auth = 1", "@request.body = 1", "@request.query = 1", "@request.headers = 1", "@request.nothing = 1", "@request.nothing.x = 1", "@request.context.x = 1", "@request.method.x = 1", "@request.method:lower = 'get'", "@request.auth. = 1",
        "@request.auth.x:unknown = 1", "@request.query.x:each = 1", "@request.query.x:length = 1", "@request.query.x:changed = true", "@request.headers.x:each = 1", "@request.headers.x:changed = true",
        "@request.body.title:each = 'a'", "@request.body.title:length = 1", "@request.body.unknown:each = 'a'", "@request.body.unknown:length = 1", "@request.body.unknown:changed = true", "@request.body.meta.x:changed = true", "@request.body.meta.x:each = 1", "@request.body.tags.0:each = 'a'", "@request.body.tags.0:length = 1", "@request.body.x:y:z = 1",
        "@request.body.author.posts_via_author.author.posts_via_author.author.posts_via_author.author.name = 'x'",
        "@collection = 1", "@collection.members = 1", "@collection.nothing.id = 1", "@collection.members:a = 1", "@collection.members:a:b.id = 1", "@collection.members:.id = 1", "@collection.members.nothing = 1", "@collection.members.user:a.id = 1",
        "unknown() = 1", "GEODISTANCE(1,2,3,4) = 1", "geoDistance() = 1", "geoDistance(1,2,3) = 1", "geoDistance(1,2,3,4,5) = 1", "geoDistance('1',2,3,4) = 1", "geoDistance(geoDistance(1,2,3,4),2,3,4) = 1", "geoDistance(unknown,2,3,4) = 1",
        "geoDistance(@request.body.title:changed,2,3,4) = 1",
        "strftime() = ''", "strftime(1) = ''", "strftime(title) = ''", "strftime('%Y', published, 1) = ''", "strftime('%Y', published, title) = ''", "strftime('%Y', strftime('%Y')) = ''", "strftime('1','2','3','4','5','6','7','8','9','10','11') = ''",
    ];

    private static IReadOnlyList<string> ClientOnly =>
    [
        "vault.code = 's3cret'", "author.secret = 'top'", "note = 'n1'", "note ~ 'n'", "1 = 2 && note = 'n1'", "author.password = ''", "author.tokenKey ~ 'k'", "editors.secret ?= 'top'", "geoDistance(note, 1, 2, 3) > 0",
        "strftime('%Y', note) = ''", "vault.id = 'v1' && vault.code != ''", "related.vault.code = ''", "comments_via_post.post.vault.code ?= ''",
    ];

    private static IReadOnlyList<string> Reserved =>
    [
        "@request.auth.id = ''", "@collection.members.id != ''", "title = '@collection.'", "title = 1 // @request.", "@request.auth.title", "-@collection.members.id",
    ];

    private static IReadOnlyList<string> SortTexts =>
    [
        ",", "title,", ",title", "title,,id", " ", "-", "+", "--title", "-+title", "unknown", "author.unknown", "1", "'title'", "null", "true", "@now", "@year", "@nothing", "title desc", "title;", "geoDistance(1,2,3,4)", "strftime('%Y')",
        "@request.auth.id", "@request.method", "@request.auth.team.name", "tags:each", "title:unknown", "title.x",
        "id,id,id,id,id,id,id,id,id", new string('a', 256), "author.posts_via_author.author.posts_via_author.author.posts_via_author.author.name",
    ];
}
