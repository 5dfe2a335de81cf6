using System.CommandLine;

namespace Basalt.Cli.Terminal;

/// <summary>How a command is spelled, such as <c>basalt superuser create</c>.</summary>
internal static class CommandPath
{
    public static string Of(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent ? "basalt" : $"{Of(parent)} {command.Name}";
}
