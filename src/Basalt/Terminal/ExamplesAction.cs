using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Basalt.Cli.Terminal;

/// <summary>A command whose help ends with lines that can be copied and run.</summary>
internal sealed class ExampledCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

/// <summary>The ordinary help of a command, then its examples.</summary>
internal sealed class ExamplesAction(HelpAction help, IReadOnlyList<string> examplesOfRoot) : SynchronousCommandLineAction
{
    /// <summary>Puts the examples into the help of every command below the root.</summary>
    public static void Attach(RootCommand root, params IReadOnlyList<string> examplesOfRoot)
    {
        var option = root.Options.OfType<HelpOption>().Single(); // recursive
        var help = new ExamplesAction((HelpAction)option.Action!, examplesOfRoot);
        option.Action = help;
        ShowWithoutSubcommand(root, help);
    }

    // A command that only groups others answers with what there is.
    private static void ShowWithoutSubcommand(Command command, ExamplesAction help)
    {
        if (command.Subcommands.Count > 0) command.Action = help;
        foreach (var subcommand in command.Subcommands) ShowWithoutSubcommand(subcommand, help);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = command is ExampledCommand exampled ? exampled.Examples : command is RootCommand ? examplesOfRoot : [];
        if (examples.Count == 0) return result;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var line in examples) output.WriteLine($"  {line}");
        output.WriteLine();
        return result;
    }
}
