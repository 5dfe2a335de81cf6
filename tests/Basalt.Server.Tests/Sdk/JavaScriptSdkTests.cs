using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Sdk;

/// <summary>The official JavaScript SDK, unchanged, from the npm registry, against the running server: one script for each capability.</summary>
public sealed class JavaScriptSdkTests(BatchingServer server) : IClassFixture<BatchingServer>
{
    private static readonly string Folder = Repository.PathOf("tests", "sdk");

    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(Folder, "*.test.mjs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Scripts))]
    public async Task The_official_SDK_works_for(string script)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await NodeProgram.IsInstalledAsync(ct), "Node.js is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", "pocketbase")), "run npm ci in tests/sdk first");

        var (exitCode, output) = await NodeProgram.RunAsync(
            Folder,
            ["--test", "--test-reporter=spec", script],
            new Dictionary<string, string?>
            {
                ["BASALT_URL"] = server.Url.ToString().TrimEnd('/'),
                ["BASALT_EMAIL"] = RunningServer.Email,
                ["BASALT_PASSWORD"] = RunningServer.Password,
                ["NODE_TEST_CONTEXT"] = null,
            },
            ct);

        Assert.True(exitCode == 0, output);
    }
}

/// <summary>A running server with batch requests on.</summary>
public sealed class BatchingServer : RunningServer
{
    protected override bool HasBatch => true;
}
