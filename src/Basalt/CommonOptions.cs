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

    /// <summary>No default, which the help would show with its password: see <see cref="DatabaseOf"/>.</summary>
    public static Option<string?> Database { get; } = new("--db")
    {
        Description = "A PostgreSQL database to keep the data in, instead of the data directory. The environment variable BASALT_DB says the same.",
        HelpName = "postgres://...",
        Recursive = true,
    };

    /// <summary>Of commands that read or change the settings.</summary>
    public static Option<string?> EncryptionEnv { get; } = new("--encryptionEnv")
    {
        Description = "Name of the environment variable that holds the 32 characters by which the settings are encrypted.",
        HelpName = "name",
    };

    /// <summary>The option, else the environment variable; null for SQLite.</summary>
    public static string? DatabaseOf(ParseResult parsed) => OrVariable(parsed.GetValue(Database), "BASALT_DB");

    /// <summary>What was given, else the environment variable, else null.</summary>
    public static string? OrVariable(string? given, string variable) =>
        given ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);
}
