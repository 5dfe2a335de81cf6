using System.CommandLine;
using System.CommandLine.Parsing;
using Basalt.Errors;

namespace Basalt.Cli.Move;

/// <summary>The options of <c>basalt move</c>.</summary>
/// <param name="From">A data directory, or the address of a database.</param>
/// <param name="To">The same.</param>
/// <param name="CopyFiles">Where uploaded files are and where copies of them go; null to leave them where they are.</param>
/// <param name="FilesFrom">The directory that uploaded files are in, if it is known.</param>
/// <param name="SkipUnportable">Move without the indexes and views that the target can't have.</param>
/// <param name="DryRun">Write nothing.</param>
internal sealed record MoveOptions(string From, string To, (string From, string To)? CopyFiles, string? FilesFrom, bool SkipUnportable, bool DryRun)
{
    private const string Leave = "leave";
    private const string Copy = "copy";

    private static readonly Option<string?> FromPlace = Place("--from", "Where the data is: a data directory, of Basalt or of PocketBase v0.23 or newer, or the address of a PostgreSQL database.");

    private static readonly Option<string?> FromVariable = Variable("--from-env", "--from");

    private static readonly Option<string?> ToPlace = Place("--to", "Where it is to be: a directory without data, or the address of an empty PostgreSQL database.");

    private static readonly Option<string?> ToVariable = Variable("--to-env", "--to");

    private static readonly Option<string> Files = new("--files")
    {
        Description = "Whether uploaded files stay in the data directory that they are in, or are copied into another one.",
        HelpName = $"{Leave}|{Copy}",
        DefaultValueFactory = _ => Leave,
        Validators = { CheckFiles },
    };

    private static readonly Option<string?> FilesFromOption = new("--files-from")
    {
        Description = "With --files copy: the data directory of the server on PostgreSQL, which uploaded files are in. A directory in --from needs no other.",
        HelpName = "path",
    };

    private static readonly Option<string?> FilesToOption = new("--files-to")
    {
        Description = "With --files copy: the data directory that they are copied into. A directory in --to needs no other.",
        HelpName = "path",
    };

    private static readonly Option<bool> SkipUnportableOption = new("--skip-unportable")
    {
        Description = "Move without the indexes that the target can't have, and with views that can't be read until their query is written anew; all are named.",
    };

    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "Say what would be moved and what can't be, and write nothing." };

    public static IReadOnlyList<Option> All { get; } =
        [FromPlace, FromVariable, ToPlace, ToVariable, Files, FilesFromOption, FilesToOption, SkipUnportableOption, DryRunOption];

    /// <summary>Checks what one option alone can't tell.</summary>
    public static void Check(CommandResult result)
    {
        CheckSide(result, FromPlace, FromVariable);
        CheckSide(result, ToPlace, ToVariable);
        foreach (var foreign in (Option[])[CommonOptions.Directory, CommonOptions.Database])
        {
            if (result.GetResult(foreign) is { Implicit: false }) result.AddError($"{foreign.Name} is not for move, which has --from and --to");
        }

        if (result.Errors.Any()) return;
        var copies = result.GetValue(Files) == Copy;
        if (!copies && Given(result, FilesFromOption)) result.AddError("--files-from is for --files copy");
        if (!copies && Given(result, FilesToOption)) result.AddError("--files-to is for --files copy");
        if (copies && IsAddressGiven(result, FromPlace) && !Given(result, FilesFromOption)) result.AddError("--files copy needs --files-from: a database has no files");
        if (copies && IsAddressGiven(result, ToPlace) && !Given(result, FilesToOption)) result.AddError("--files copy needs --files-to: a database has no files");
    }

    /// <exception cref="BasaltException">An environment variable that was named is not there, or both sides are one place.</exception>
    public static MoveOptions Read(ParseResult parsed)
    {
        var (from, to) = (PlaceOf(parsed, FromPlace, FromVariable), PlaceOf(parsed, ToPlace, ToVariable));
        if (from == to || (!MovePlaces.IsAddress(from) && !MovePlaces.IsAddress(to) && Path.GetFullPath(from) == Path.GetFullPath(to)))
        {
            throw BasaltException.Invalid("move_places_same", "--from and --to are the same place");
        }

        var filesFrom = parsed.GetValue(FilesFromOption) ?? (MovePlaces.IsAddress(from) ? null : from);
        var filesTo = parsed.GetValue(FilesToOption) ?? (MovePlaces.IsAddress(to) ? null : to);
        return new MoveOptions(
            from,
            to,
            parsed.GetValue(Files) == Copy ? (filesFrom ?? from, filesTo ?? to) : null,
            filesFrom,
            parsed.GetValue(SkipUnportableOption),
            parsed.GetValue(DryRunOption));
    }

    private static Option<string?> Place(string name, string description) => new(name) { Description = description, HelpName = "path|postgres://..." };

    private static Option<string?> Variable(string name, string instead) => new(name)
    {
        Description = $"Name of an environment variable that says the same as {instead}, such as BASALT_DB: a password in it is in no list of processes.",
        HelpName = "name",
    };

    private static void CheckFiles(OptionResult result)
    {
        if (result.Tokens is [{ Value: var given }] && given is not (Leave or Copy)) result.AddError($"--files must be {Leave} or {Copy}, not '{given}'");
    }

    private static void CheckSide(CommandResult result, Option<string?> place, Option<string?> variable)
    {
        var (isPlace, isVariable) = (Given(result, place), Given(result, variable));
        if (isPlace && isVariable) result.AddError($"{place.Name} and {variable.Name} say the same; give one of them");
        if (!isPlace && !isVariable) result.AddError($"{place.Name} or {variable.Name} is missing");
    }

    private static bool Given(CommandResult result, Option<string?> option) => result.GetResult(option) is { Implicit: false };

    // What a variable holds is known only when the command runs; a directory that is missing is told then.
    private static bool IsAddressGiven(CommandResult result, Option<string?> place) => !Given(result, place) || MovePlaces.IsAddress(result.GetValue(place) ?? "");

    private static string PlaceOf(ParseResult parsed, Option<string?> place, Option<string?> variable)
    {
        if (parsed.GetValue(place) is { Length: > 0 } given) return given;
        var name = parsed.GetValue(variable) ?? "";
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw BasaltException.Invalid("move_place_missing", name.Length > 0 ? $"there is no environment variable {name}" : $"{place.Name} is empty");
    }
}
