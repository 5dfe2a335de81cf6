using System.Diagnostics;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Security;

/// <summary>A request that is made to be expensive costs little, or is refused: on every path the same budgets hold.</summary>
public sealed class ComplexityTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    // Far above what any of these takes, far below what the same takes without a bound.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_pattern_of_a_field_that_backtracks_for_ever_elsewhere_answers_at_once()
    {
        await server.CollectionAsync(new { name = "patterned", type = "base", createRule = "", fields = new object[] { new { name = "code", type = "text", pattern = "^(a+)+$" } } });
        var answer = await WithinBoundAsync(() => server.PostAsync("/api/collections/patterned/records", new { code = new string('a', 4_000) + "!" }, token: null));
        Assert.Equal("validation_invalid_format", answer.Is(400).Json.GetProperty("data").GetProperty("code").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_pattern_that_can_not_be_matched_in_bounded_time_is_refused_when_it_is_saved()
    {
        var answer = await server.PostAsync(
            "/api/collections",
            new { name = "backreference", type = "base", fields = new object[] { new { name = "code", type = "text", pattern = @"(a+)\1+$" } } },
            server.SuperuserToken);
        answer.IsRefusalOr(200);
    }

    [Fact]
    public async Task Wildcards_in_a_filter_do_not_multiply()
    {
        await server.RecordAsync("people", new { name = new string('a', 4_900) });
        foreach (var sign in (string[])["~", "!~", "?~"])
        {
            var filter = Uri.EscapeDataString($"name {sign} \"{string.Concat(Enumerable.Repeat("%a", 400))}%b\"");
            var answer = await WithinBoundAsync(() => server.GetAsync($"/api/collections/people/records?filter={filter}"));
            answer.IsRefusalOr(200);
        }
    }

    [Fact]
    public async Task As_many_comparisons_through_relations_as_fit_are_answered_or_refused()
    {
        var path = "author.posts_via_author.author.posts_via_author.author.name";
        var filter = string.Join("||", Enumerable.Repeat($"{path}!=\"x\"", 45));
        var answer = await WithinBoundAsync(() => server.GetAsync($"/api/collections/posts/records?filter={Uri.EscapeDataString(filter)}"));
        answer.IsRefusalOr(200);
    }

    [Fact]
    public async Task A_rule_has_at_most_200_comparisons()
    {
        var answer = await server.SendAsync(HttpMethod.Patch, "/api/collections/vault", new { listRule = string.Join("||", Enumerable.Repeat("token='x'", 201)) }, server.SuperuserToken);
        Assert.Equal("validation_invalid_rule", answer.Is(400).Json.GetProperty("data").GetProperty("listRule").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public async Task A_batch_has_at_most_50_requests(int count, bool allowed)
    {
        var requests = Enumerable.Range(0, count).Select(i => new { method = "POST", url = "/api/collections/people/records", body = new { name = $"b{i}" } });
        var answer = await server.PostAsync("/api/batch", new { requests }, token: null);
        if (allowed) answer.Is(200);
        else Assert.Equal("validation_length_too_long", answer.Is(400).Json.GetProperty("data").GetProperty("requests").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/collections/people/records")]
    [InlineData("POST", "/api/batch")]
    [InlineData("POST", "/api/collections/users/auth-with-password")]
    [InlineData("PUT", "/api/collections/import")]
    [InlineData("POST", "/api/collections")]
    [InlineData("POST", "https://example.com/api/collections/people/records")]
    public async Task A_batch_does_records_and_nothing_else(string method, string url)
    {
        var answer = await server.PostAsync("/api/batch", new { requests = new[] { new { method, url, body = new { } } } }, server.SuperuserToken);
        answer.IsRefusal(400);
    }

    [Fact]
    public async Task An_item_of_a_batch_goes_through_the_rules_of_its_collection_as_the_caller_of_the_batch()
    {
        var url = "/api/collections/vault/records";
        var headers = new Dictionary<string, string> { ["Authorization"] = server.SuperuserToken };
        var answer = await server.PostAsync("/api/batch", new { requests = new[] { new { method = "POST", url, headers, body = new { token = "x" } } } }, server.UserToken);
        Assert.Equal(403, answer.Is(400).Json.GetProperty("data").GetProperty("requests").GetProperty("0").GetProperty("response").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_thousand_expand_paths_of_the_greatest_depth_are_bounded()
    {
        var expand = string.Join(',', Enumerable.Range(0, 500).Select(i => $"author.posts_via_author.author.posts_via_author.author.posts_via_author.x{i}"));
        var answer = await WithinBoundAsync(() => server.GetAsync($"/api/collections/posts/records?expand={expand}"));
        answer.IsRefusalOr(200);
    }

    private async Task<Answer> WithinBoundAsync(Func<Task<Answer>> request)
    {
        var clock = Stopwatch.StartNew();
        var answer = await request();
        Assert.True(clock.Elapsed < Bound, $"took {clock.Elapsed.TotalSeconds:f1} s: {answer.Status}");
        (await server.GetAsync("/api/health")).Is(200);
        return answer;
    }
}
