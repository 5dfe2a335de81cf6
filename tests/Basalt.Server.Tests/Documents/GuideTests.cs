using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Mail;
using Basalt.Server.Tests.Running;
using MimeKit;

namespace Basalt.Server.Tests.Documents;

/// <summary>
/// The guides of how accounts sign in, pasted and run: with a mail server, an identity provider, and somebody who reads the mails, types what they
/// say and opens the links that a program prints.
/// </summary>
public sealed partial class GuideTests
{
    private const string Superuser = "you@example.com";
    private const string Password = "a-long-password";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Guides => [.. Page.All.Where(path => path.StartsWith("docs/sign-in/", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Guides))]
    public async Task What_the_guide_says_to_paste_works(string path)
    {
        Assert.SkipUnless(await NodeProgram.IsInstalledAsync(Ct), "Node.js is not installed");
        Assert.SkipUnless(Directory.Exists(Repository.PathOf("tests", "sdk", "node_modules", "pocketbase")), "run npm ci in tests/sdk first");
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await ServerProcess.RunToEndAsync(Ct, "superuser", "upsert", Superuser, Password, "--dir", folder.Path);
        Assert.True(exitCode == 0, output);
        await using var mails = MailServer.Open();
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await ServerProcess.StartAsync(folder.Path, Ct);
        var places = new Dictionary<string, string>
        {
            [Snippets.DocumentedUrl] = server.Url.ToString().TrimEnd('/'),
            ["https://accounts.example.com"] = provider.Url,
            ["127.0.0.1:3000"] = $"127.0.0.1:{provider.AppPort}",
            ["listen(3000,"] = $"listen({provider.AppPort},",
        };
        var page = new Page(path);

        var settings = $$$"""curl -X PATCH {{{server.Url}}}api/settings -H "Authorization: $TOKEN" -H 'Content-Type: application/json' -d '{"smtp":{"enabled":true,"host":"127.0.0.1","port":{{{mails.Port}}}}}'""";
        var commands = page.Blocks("sh").Where(block => block.Contains("curl ", StringComparison.Ordinal));
        await Snippets.RunShellAsync(string.Join('\n', commands.Prepend(settings)), Superuser, Password, places, Ct);
        await RunAsync(Snippets.Placed(string.Join('\n', page.Blocks("js")), places), mails);
    }

    private static async Task RunAsync(string program, MailServer mails)
    {
        var info = new ProcessStartInfo("node", ["--input-type=module", "--eval", program])
        {
            WorkingDirectory = Repository.PathOf("tests", "sdk"), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(Ct);
            using var asked = new SemaphoreSlim(0);
            var reader = ReadAsync(process, asked);
            var typist = TypeAsync(process, mails, asked);
            await process.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(2), Ct);
            Assert.True(process.ExitCode == 0, $"{await reader}\n{await errors}");
            asked.Release(); // nothing more is asked
            await typist;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    // Opens what the program asks to open, as a browser does, redirects included. A question has no end of line.
    private static async Task<string> ReadAsync(Process process, SemaphoreSlim asked)
    {
        using var browser = new HttpClient();
        var (all, line, next) = (new StringBuilder(), new StringBuilder(), new char[1]);
        while (await process.StandardOutput.ReadAsync(next, Ct) > 0)
        {
            all.Append(next[0]);
            if (next[0] != '\n') line.Append(next[0]);
            var text = line.ToString();
            var isQuestion = text.StartsWith("The ", StringComparison.Ordinal) && text.EndsWith(": ", StringComparison.Ordinal);
            if (isQuestion) asked.Release();
            if (next[0] == '\n' && text.StartsWith("Open ", StringComparison.Ordinal)) await browser.GetStringAsync(new Uri(text["Open ".Length..]), Ct);
            if (isQuestion || next[0] == '\n') line.Clear();
        }

        return all.ToString();
    }

    // Answers a question when it is asked: what is typed before, the program does not read.
    private static async Task TypeAsync(Process process, MailServer mails, SemaphoreSlim asked)
    {
        while (true)
        {
            await asked.WaitAsync(Ct);
            string? secret = null;
            while (secret is null && !process.HasExited)
            {
                if (mails.Received.TryDequeue(out var mail)) secret = SecretOf(mail);
                else await Task.Delay(10, Ct);
            }

            if (secret is null) return;
            await process.StandardInput.WriteLineAsync(secret);
        }
    }

    // A code, or the end of a link; null for mails that only tell something.
    private static string? SecretOf(MimeMessage mail)
    {
        if (Link().Match(mail.HtmlBody ?? "") is { Success: true } link) return link.Groups[1].Value;
        return Code().Match(mail.HtmlBody ?? "") is { Success: true } code ? code.Value : null;
    }

    [GeneratedRegex("/_/#/auth/[^\"/]+/([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b\d{8}\b", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
