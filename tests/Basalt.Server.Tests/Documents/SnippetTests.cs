using System.Diagnostics;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Documents;

/// <summary>The commands and programs of the pages, pasted in their order by somebody who trusts them.</summary>
public sealed class SnippetTests
{
    private const string DocumentedUrl = "http://127.0.0.1:8090";
    private const string Superuser = "you@example.com";

    public static TheoryData<string> Pages => ["README.md", "docs/first-app.md", "docs/collections-and-fields.md"];

    [Theory, MemberData(nameof(Pages))]
    public async Task What_the_page_says_to_paste_works(string path)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await NodeProgram.IsInstalledAsync(ct), "Node.js is not installed");
        Assert.SkipUnless(Directory.Exists(Repository.PathOf("tests", "sdk", "node_modules", "pocketbase")), "run npm ci in tests/sdk first");
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await ServerProcess.RunToEndAsync(ct, "superuser", "upsert", Superuser, "a-long-password", "--dir", folder.Path);
        Assert.True(exitCode == 0, output);
        await using var server = await ServerProcess.StartAsync(folder.Path, ct);
        var page = new Page(path);

        var commands = page.Blocks("sh").Where(block => block.Contains("curl ", StringComparison.Ordinal));
        await RunShellAsync(string.Join('\n', commands), server, ct);

        var program = string.Join('\n', page.Blocks("js"));
        if (program.Length == 0) return;
        var arguments = new[] { "--input-type=module", "--eval", program.Replace(DocumentedUrl, server.Url.ToString().TrimEnd('/'), StringComparison.Ordinal) };
        (exitCode, output) = await NodeProgram.RunAsync(Repository.PathOf("tests", "sdk"), arguments, new Dictionary<string, string?>(), ct);
        Assert.True(exitCode == 0, output);
    }

    private static async Task RunShellAsync(string commands, ServerProcess server, CancellationToken ct)
    {
        // A refusal must end the script, and a page need not repeat how one signs in.
        var url = server.Url.ToString().TrimEnd('/');
        var script = $$"""
            set -euo pipefail
            curl() { command curl --fail-with-body -sS "$@"; }
            TOKEN=$(curl {{url}}/api/collections/_superusers/auth-with-password -H 'Content-Type: application/json' -d '{"identity":"{{Superuser}}","password":"a-long-password"}' | sed -E 's/.*"token":"([^"]+)".*/\1/')
            {{commands.Replace(DocumentedUrl, url, StringComparison.Ordinal)}}
            """;
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
    }
}
