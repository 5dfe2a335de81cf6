using System.Text.Json;
using Basalt.Server.Tests.Running;
using Basalt.Tests.Shared;

namespace Basalt.Server.Tests.Conformance;

/// <summary>
/// Cases that others wrote against the protocol, run by their own runner against the built program. A case that fails must be in
/// allowed-failures.txt with its reason; a listed case that passes must leave the list, so that the list only shrinks.
/// </summary>
[Collection(Alone.Name)]
public sealed class ProtocolConformanceTests
{
    // The other cases of middlewares_rate_limit wait for windows of one second, with a tenth of it to spare: too little beside other work.
    private const string Covered =
        "^(record_crud|collection|batch|record_auth|realtime|health|settings|middlewares_rate_limit_test.go/TestDefaultRateLimitMiddlewareSkipChecks)";

    private static readonly string ListFile = Repository.PathOf("tests", "Basalt.Server.Tests", "Conformance", "allowed-failures.txt");

    [Fact]
    public Task Every_case_of_what_is_built_passes_or_is_listed_with_its_reason() =>
        JudgeAsync($"'{ServerProcess.Executable}' serve --dir {{data}} --http 127.0.0.1:{{port}}");

    /// <summary>The data of each server is moved into a database of its own first; the same cases fail as on SQLite, and no other.</summary>
    [Fact]
    public Task Every_case_has_the_same_outcome_on_data_that_was_moved_to_PostgreSQL()
    {
        PostgresServer.Require();
        var (server, basalt) = (PostgresServer.Current, ServerProcess.Executable);
        var database = server.AddressOf("conformance_{port}");
        return JudgeAsync(
            $"{server.CreateCommand("conformance_{port}")} && '{basalt}' move --from {{data}} --to {database} && " +
            $"exec '{basalt}' serve --dir {{data}} --db {database} --http 127.0.0.1:{{port}}");
    }

    private static async Task JudgeAsync(string start)
    {
        var ct = TestContext.Current.CancellationToken;
        var runner = Repository.FindShared("conformance", "run.mjs");
        Assert.SkipWhen(runner is null, "the conformance cases are not beside this repository (BASALT_SHARED)");
        Assert.SkipUnless(await NodeProgram.IsInstalledAsync(ct), "Node.js is not installed");

        using var folder = new TemporaryFolder();
        var report = Path.Combine(folder.Path, "report.json");
        var (exitCode, output) = await NodeProgram.RunAsync(
            folder.Path,
            [runner!, "--start", start, "--filter", Covered, "--report", report],
            new Dictionary<string, string?>(),
            ct);
        Assert.True(exitCode is 0 or 1, output); // 1: a case failed; 2: the run itself did

        var outcomes = ReadReport(report);
        Assert.NotEmpty(outcomes);
        var failed = outcomes.Where(outcome => !outcome.Passed).Select(outcome => outcome.Id).ToHashSet();
        var listed = AllowedFailures.Read(ListFile).Keys.ToHashSet();

        Assert.True(failed.IsSubsetOf(listed), Describe("failed, and not listed", failed.Except(listed), outcomes, output));
        Assert.True(listed.IsSubsetOf(failed), Describe("listed, but passed or gone: take them off the list", listed.Except(failed), outcomes, output));
    }

    [Fact]
    public void Every_allowed_failure_has_a_reason() =>
        Assert.All(AllowedFailures.Read(ListFile), entry => Assert.True(entry.Value.Length > 20, $"{entry.Key}: “{entry.Value}” is no reason"));

    private sealed record Outcome(string Id, bool Passed, string Problems);

    private static List<Outcome> ReadReport(string path)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(path));
        return [.. report.RootElement.GetProperty("results").EnumerateArray().Select(result => new Outcome(
            result.GetProperty("id").GetString()!, result.GetProperty("pass").GetBoolean(), result.TryGetProperty("problems", out var problems) ? problems.GetRawText() : ""))];
    }

    private static string Describe(string title, IEnumerable<string> ids, List<Outcome> outcomes, string output)
    {
        var lines = ids.Order(StringComparer.Ordinal).Select(id => $"  {id}\t{outcomes.Find(outcome => outcome.Id == id)?.Problems}");
        return $"{title}:\n{string.Join('\n', lines)}\n{output[Math.Max(0, output.Length - 2_000)..]}";
    }
}
