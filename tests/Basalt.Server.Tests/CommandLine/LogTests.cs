using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Basalt.Server.Tests.CommandLine;

/// <summary>What a running server logs, and what never.</summary>
public sealed class LogTests
{
    private const string Secret = "s3cret-value";
    private const string StartLines = "Basalt |  ";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_line_is_a_json_object_and_a_request_is_one_line_at_debug()
    {
        var lines = await LogOfRequestsAsync("--logLevel", "debug");

        var entries = lines.Select(line => JsonDocument.Parse(line).RootElement).Where(e => e.GetProperty("source").GetString() == "Basalt.Requests").ToList();
        Assert.Equal(
            ["GET /api/health 200", "GET /api/nothing/x 404", "POST /api/collections/users/auth-with-password 400"],
            entries.Select(e => e.GetProperty("data")).Select(d => $"{d.GetProperty("method")} {d.GetProperty("path")} {d.GetProperty("status")}"));
        Assert.All(entries, e => Assert.Equal(("debug", 1000), (e.GetProperty("level").GetString(), e.GetProperty("event").GetInt32())));
        Assert.All(entries, e => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", e.GetProperty("time").GetString()));
        Assert.StartsWith("GET /api/health answered 200 in ", entries[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_development_the_lines_are_to_be_read()
    {
        var lines = await LogOfRequestsAsync("--dev");
        Assert.Single(lines, line => line.Contains(" debug: Basalt.Requests[1000] GET /api/nothing/x answered 404 in ", StringComparison.Ordinal));
    }

    [Theory, InlineData("--logLevel", "debug"), InlineData("--logLevel", "info"), InlineData("--dev"), InlineData("--dev", "--logLevel", "info")]
    public async Task No_line_holds_a_query_a_header_or_a_body(params string[] options) =>
        Assert.DoesNotContain(await LogOfRequestsAsync(options), line => line.Contains(Secret, StringComparison.Ordinal));

    [Theory, InlineData(), InlineData("--logLevel", "warn"), InlineData("--logLevel", "error"), InlineData("--dev", "--logLevel", "error")]
    public async Task What_is_less_grave_than_the_level_is_not_logged(params string[] options) => Assert.Empty(await LogOfRequestsAsync(options));

    private static async Task<IReadOnlyList<string>> LogOfRequestsAsync(params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path, options);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("Authorization", Secret);
        await client.GetAsync(new Uri($"/api/health?token={Secret}", UriKind.Relative), Ct);
        await client.GetAsync(new Uri($"/api/nothing/x?filter={Secret}", UriKind.Relative), Ct);
        var refused = await client.PostAsJsonAsync("/api/collections/users/auth-with-password", new { identity = Secret + "@example.com", password = Secret }, Ct);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        await server.EndAsync("TERM");
        return [.. server.Lines.Where(line => !StartLines.Split('|').Any(start => line.StartsWith(start, StringComparison.Ordinal)))];
    }
}
