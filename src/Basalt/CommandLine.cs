using System.CommandLine;
using System.CommandLine.Help;
using Basalt.Cli.Move;
using Basalt.Cli.Serve;
using Basalt.Cli.Superusers;
using Basalt.Cli.Terminal;
using Basalt.Errors;

namespace Basalt.Cli;

/// <summary>The commands of the program. What can't be done is one line on the error output, and the exit code says which kind it is.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        // A password may begin with @, which would otherwise name a file of arguments.
        var parsed = Commands().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors is [var error, ..] && !AsksForHelp(parsed)) return Fail(ExitCode.WrongUse, WrongUse(parsed, error.Message));
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (BasaltException refusal)
        {
            return Fail(ExitCode.Refused, RefusalText.Of(refusal));
        }
    }

    private static RootCommand Commands()
    {
        var root = new RootCommand("A backend in one program: collections of records, access rules and accounts behind the PocketBase protocol.")
        {
            CommonOptions.Directory,
            CommonOptions.Database,
            ServeCommand.Create(),
            SuperuserCommand.Create(),
            MoveCommand.Create(),
        };
        ExamplesAction.Attach(root, "basalt serve", "basalt superuser create you@example.com", "basalt serve --help");
        return root;
    }

    private static bool AsksForHelp(ParseResult parsed) => parsed.GetResult(parsed.RootCommandResult.Command.Options.OfType<HelpOption>().Single()) is { Implicit: false };

    private static string WrongUse(ParseResult parsed, string message) =>
        $"{message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}; see {CommandPath.Of(parsed.CommandResult.Command)} --help";

    private static int Fail(int exitCode, string message)
    {
        Console.Error.WriteLine($"basalt: {message}");
        return exitCode;
    }
}
