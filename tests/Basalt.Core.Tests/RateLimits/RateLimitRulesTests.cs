using System.Net;
using Basalt.RateLimits;
using Basalt.Schema;
using Basalt.Settings;

namespace Basalt.Core.Tests.RateLimits;

/// <summary>Which of the stored rules counts a request: at most one (the protocol, system page, section 4).</summary>
public sealed class RateLimitRulesTests
{
    private static readonly RateLimitedAction View = new("view");
    private static readonly RateLimitedAction SignIn = new("authWithOTP", "auth");

    public static TheoryData<string, string, string> Paths => new()
    {
        // stored rules, in order; request of a guest, or of somebody else after a +; the rule that counts it
        { "/api/health", "GET /api/health", "/api/health" },
        { "/api/health", "POST /api/health", "/api/health" },
        { "/api/health", "GET /api/healthy", "" },
        { "/api/health", "GET /api/health/", "" },
        { "/api/health", "GET /api", "" },
        { "/api/health", "GET /API/health", "" },                                    // a path in another case is another path
        { "/api/health/", "GET /api/health", "/api/health/" },
        { "/api/health/", "GET /api/health/", "/api/health/" },
        { "/api/health/", "GET /api/health/x", "/api/health/" },
        { "/api/health/", "GET /api/healthy", "" },
        { "/", "GET /", "/" },
        { "/", "GET /x/y", "/" },
        { "GET /x", "GET /x", "GET /x" },
        { "GET /x", "POST /x", "" },
        { "GET /x", "HEAD /x", "GET /x" },                                           // does the work of a GET
        { "GET /x, HEAD /x", "HEAD /x", "HEAD /x" },
        { "HEAD /x", "GET /x", "" },
        { "/x, GET /x", "GET /x", "GET /x" },                                        // the method first, however stored
        { "/x, GET /", "GET /x", "GET /" },                                          // even its prefix
        { "GET /, GET /x", "GET /x", "GET /x" },                                     // the whole path before a prefix
        { "/a/, /a/b/", "GET /a/b/c", "/a/" },                                       // of prefixes the one stored first, not the longest
        { "/a/b/, /a/", "GET /a/b/c", "/a/b/" },
        { "/a/, /a/b/", "GET /a/b", "/a/" },
        { "/x@guest", "GET /x", "/x@guest" },
        { "/x@guest", "+GET /x", "" },
        { "/x@auth", "GET /x", "" },
        { "/x@auth", "+GET /x", "/x@auth" },
        { "/x@auth, /x@guest", "GET /x", "/x@guest" },
        { "/x@auth, /", "GET /x", "/" },                                             // who is not meant falls through
        { "/x@auth, /@guest", "+GET /x", "/x@auth" },
        { "/@auth, /@guest", "GET /x", "/@guest" },
        { "/x@nobody", "GET /x", "" },
        { "x", "GET /x", "" },                                                       // a tag of custom code, which this is not
        { "x:view, *:view", "GET /x", "" },
        { "", "GET /x", "" },
    };

    [Theory, MemberData(nameof(Paths))]
    public void A_path_is_counted_by(string rules, string request, string expected) => Assert.Equal(expected, Find(rules, request, null, null));

    public static TheoryData<string, string> Tags => new()
    {
        // stored rules; the one that counts POST /api/collections/posts/x of posts, tagged authWithOTP and auth, by a guest
        { "posts:authWithOTP", "posts:authWithOTP" },
        { "posts:auth", "posts:auth" },
        { "posts:auth, posts:authWithOTP", "posts:authWithOTP" },                    // the tag that says more comes first, however stored
        { "*:authWithOTP, posts:auth", "posts:auth" },                               // the named collection before all collections
        { "*:auth, *:authWithOTP", "*:authWithOTP" },
        { "*:auth", "*:auth" },
        { "*:authWithPassword", "" },
        { "others:auth", "" },
        { "Posts:auth", "" },                                                        // names as they are written
        { "pbc_posts:auth", "" },                                                    // the name, not the id
        { "*:auth, POST /api/collections/posts/x", "*:auth" },
        { "POST /api/collections/posts/x, *:auth", "*:auth" },
        { "*:view, /api/, /api/collections/posts/x", "/api/collections/posts/x" },
        { "*:view, POST /api/collections/", "POST /api/collections/" },
        { "posts:auth@auth, *:auth", "*:auth" },
        { "posts:auth@auth, *:auth@auth, /api/", "/api/" },
        { "posts:auth@auth, posts:auth@guest", "posts:auth@guest" },
        { "posts:authWithOTP@auth, posts:auth@guest", "posts:auth@guest" },
        { "auth, authWithOTP", "" },
    };

    [Theory, MemberData(nameof(Tags))]
    public void An_endpoint_with_tags_is_counted_by(string rules, string expected) =>
        Assert.Equal(expected, Find(rules, "POST /api/collections/posts/x", "posts", SignIn));

    [Fact]
    public void A_collection_is_its_name_whatever_the_path_calls_it() =>
        Assert.Equal("posts:view", Find("posts:view", "GET /api/collections/pbc_posts/records/x", "posts", View));

    [Fact]
    public void Defaults_count_sign_ins_creates_batches_and_all_else()
    {
        var rules = RateLimitRules.Compile(new RateLimitSettings().Rules);
        Assert.Equal((2, 3L), Limit(Request("POST /api/collections/posts/x", "posts", SignIn)));
        Assert.Equal((20, 5L), Limit(Request("POST /api/collections/posts/records", "posts", new RateLimitedAction("create"))));
        Assert.Equal((3, 1L), Limit(Request("POST /api/batch", null, null)));
        Assert.Equal((300, 10L), Limit(Request("GET /api/collections/posts/records", "posts", View)));
        Assert.Null(rules.Find(Request("GET /", null, null)));

        (int, long) Limit(RateLimitedRequest request) => rules.Find(request) is { } rule ? (rule.MaxRequests, rule.WindowSeconds) : default;
    }

    [Fact]
    public void Finding_a_rule_allocates_nothing()
    {
        var rules = RateLimitRules.Compile(new RateLimitSettings().Rules);
        var request = Request("GET /api/collections/posts/records", "posts", View);
        rules.Find(request);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++) rules.Find(request);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Rules as "label@audience, label"; each is known again by how many requests it allows.
    private static string Find(string rules, string request, string? collection, RateLimitedAction? action)
    {
        var texts = rules.Split(", ");
        var stored = texts.Select((text, i) => text.Split('@') is [var label, var audience]
            ? new RateLimitRule { Label = label, Audience = "@" + audience, MaxRequests = i, DurationSeconds = 1 }
            : new RateLimitRule { Label = text, MaxRequests = i, DurationSeconds = 1 });
        return RateLimitRules.Compile([.. stored]).Find(Request(request, collection, action)) is { } found ? texts[found.MaxRequests] : "";
    }

    private static RateLimitedRequest Request(string request, string? collection, RateLimitedAction? action) => new()
    {
        Method = request.TrimStart('+').Split(' ')[0],
        Path = request.Split(' ')[1],
        IsGuest = request[0] != '+',
        Client = IPAddress.Loopback,
        Collection = collection is null ? null : new Collection { Id = "pbc_" + collection, Name = CollectionName.Parse(collection), Fields = [] },
        Action = action,
    };
}
