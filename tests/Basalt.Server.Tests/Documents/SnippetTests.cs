using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Documents;

/// <summary>The commands and programs of the pages, pasted in their order by somebody who trusts them.</summary>
public sealed class SnippetTests
{
    private const string Superuser = "you@example.com";
    private const string Password = "a-long-password";

    public static TheoryData<string> Pages => ["README.md", "docs/first-app.md", "docs/collections-and-fields.md"];

    [Theory, MemberData(nameof(Pages))]
    public async Task What_the_page_says_to_paste_works(string path)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.SkipUnless(await NodeProgram.IsInstalledAsync(ct), "Node.js is not installed");
        Assert.SkipUnless(Directory.Exists(Repository.PathOf("tests", "sdk", "node_modules", "pocketbase")), "run npm ci in tests/sdk first");
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await ServerProcess.RunToEndAsync(ct, "superuser", "upsert", Superuser, Password, "--dir", folder.Path);
        Assert.True(exitCode == 0, output);
        await using var server = await ServerProcess.StartAsync(folder.Path, ct);
        var page = new Page(path);
        var places = new Dictionary<string, string> { [Snippets.DocumentedUrl] = server.Url.ToString().TrimEnd('/') };

        var commands = page.Blocks("sh").Where(block => block.Contains("curl ", StringComparison.Ordinal));
        await Snippets.RunShellAsync(string.Join('\n', commands), Superuser, Password, places, ct);

        var program = string.Join('\n', page.Blocks("js"));
        if (program.Length == 0) return;
        var arguments = new[] { "--input-type=module", "--eval", Snippets.Placed(program, places) };
        (exitCode, output) = await NodeProgram.RunAsync(Repository.PathOf("tests", "sdk"), arguments, new Dictionary<string, string?>(), ct);
        Assert.True(exitCode == 0, output);
    }
}
