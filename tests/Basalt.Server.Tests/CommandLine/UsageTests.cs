namespace Basalt.Server.Tests.CommandLine;

/// <summary>What the program says about itself, and to whoever uses it wrongly.</summary>
public sealed class UsageTests
{
    public static TheoryData<string[], string> WrongUses => new()
    {
        { ["bogus"], "Unrecognized command or argument 'bogus'; see basalt --help" },
        { ["serve", "--bogus"], "Unrecognized command or argument '--bogus'; see basalt serve --help" },
        { ["serve", "example.com"], "Unrecognized command or argument 'example.com'; see basalt serve --help" },
        { ["serve", "--http"], "Required argument missing for option: '--http'; see basalt serve --help" },
        { ["serve", "--http", "nowhere"], "--http must be an address and a port, such as 127.0.0.1:8090, not 'nowhere'; see basalt serve --help" },
        { ["serve", "--http", "127.0.0.1:0"], "--http must be an address and a port, such as 127.0.0.1:8090, not '127.0.0.1:0'; see basalt serve --help" },
        { ["serve", "--http", "127.0.0.1:99999"], "--http must be an address and a port, such as 127.0.0.1:8090, not '127.0.0.1:99999'; see basalt serve --help" },
        { ["serve", "--queryTimeout", "soon"], "--queryTimeout must be a whole number of seconds from 1 to 3600, not 'soon'; see basalt serve --help" },
        { ["serve", "--queryTimeout", "0"], "--queryTimeout must be a whole number of seconds from 1 to 3600, not '0'; see basalt serve --help" },
        { ["serve", "--streams", "0"], "--streams must be a whole number from 1 to 1000000, not '0'; see basalt serve --help" },
        { ["serve", "--streamsPerAddress", "many"], "--streamsPerAddress must be a whole number from 1 to 1000000, not 'many'; see basalt serve --help" },
        { ["serve", "--logLevel", "all"], "--logLevel must be one of debug, info, warn, error, not 'all'; see basalt serve --help" },
        { ["move"], "--from or --from-env is missing; see basalt move --help" },
        { ["move", "--from", "a"], "--to or --to-env is missing; see basalt move --help" },
        { ["move", "--from", "a", "--from-env", "B", "--to", "c"], "--from and --from-env say the same; give one of them; see basalt move --help" },
        { ["move", "--from", "a", "--to", "b", "--db", "c"], "--db is not for move, which has --from and --to; see basalt move --help" },
        { ["move", "--dir", "a", "--from", "a", "--to", "b"], "--dir is not for move, which has --from and --to; see basalt move --help" },
        { ["move", "--from", "a", "--to", "b", "--files", "lose"], "--files must be leave or copy, not 'lose'; see basalt move --help" },
        { ["move", "--from", "a", "--to", "b", "--files-to", "c"], "--files-to is for --files copy; see basalt move --help" },
        { ["move", "--from", "a", "--to", "postgres://b/c", "--files", "copy"], "--files copy needs --files-to: a database has no files; see basalt move --help" },
        { ["move", "--from-env", "A", "--to", "b", "--files", "copy"], "--files copy needs --files-from: a database has no files; see basalt move --help" },
        { ["superuser", "bogus"], "Unrecognized command or argument 'bogus'; see basalt superuser --help" },
        { ["superuser", "create"], "Required argument 'EMAIL' missing for command: 'create'; see basalt superuser create --help" },
        { ["superuser", "delete", "a@example.com", "extra"], "Unrecognized command or argument 'extra'; see basalt superuser delete --help" },
    };

    [Theory, MemberData(nameof(WrongUses))]
    public async Task A_wrong_use_is_one_line_and_code_2(string[] arguments, string line) => (await BasaltProgram.RunAsync(arguments)).IsRefusal(2, line);

    public static TheoryData<string[], string[]> Helps => new()
    {
        // command, what its help must speak of
        { [], ["basalt [command] [options]", "serve ", "superuser ", "move ", "--dir <path>", "--version"] },
        { ["serve"], ["basalt serve [options]", "--dir <path>", "--http <address:port>", "--origins", "--queryTimeout <seconds>", "--streams <number>", "--streamsPerAddress <number>", "--encryptionEnv <name>", "--logLevel <debug|info|warn|error>", "--dev"] },
        { ["move"], ["basalt move [options]", "--from <path|postgres://...>", "--to-env <name>", "--files <leave|copy>", "--skip-unportable", "--dry-run"] },
        { ["superuser"], ["create ", "upsert ", "update ", "delete "] },
        { ["superuser", "create"], ["<EMAIL> [<PASSWORD>]", "--dir <path>"] },
        { ["superuser", "upsert"], ["<EMAIL> [<PASSWORD>]"] },
        { ["superuser", "update"], ["<EMAIL> [<PASSWORD>]"] },
        { ["superuser", "delete"], ["basalt superuser delete <EMAIL> [options]"] },
    };

    [Theory, MemberData(nameof(Helps))]
    public async Task Every_command_explains_itself_with_examples(string[] command, string[] parts)
    {
        var help = await BasaltProgram.RunAsync([.. command, "--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        foreach (var part in parts) Assert.Contains(part, help.Output, StringComparison.Ordinal);
        var examples = help.Output[help.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"\n  {string.Join(' ', ["basalt", .. command])}", examples, StringComparison.Ordinal);
    }

    [Theory, InlineData("-h"), InlineData("-?"), InlineData("")]
    public async Task Help_is_found_in_other_ways_too(string option)
    {
        var help = await BasaltProgram.RunAsync(option.Length == 0 ? [] : [option]);
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_number_alone() => Assert.Matches(@"^\d+\.\d+\.\d+(-[\w.]+)?\r?\n$", (await BasaltProgram.RunAsync("--version")).Output);
}
