using System.CommandLine;

namespace Basalt.Cli;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    public const string DefaultDirectory = "./basalt_data";

    public static Option<string> Directory { get; } = new("--dir")
    {
        Description = "The data directory. It is made when it doesn't exist; one of PocketBase v0.23 or newer is opened in place.",
        HelpName = "path",
        DefaultValueFactory = _ => DefaultDirectory,
        Recursive = true,
    };
}
