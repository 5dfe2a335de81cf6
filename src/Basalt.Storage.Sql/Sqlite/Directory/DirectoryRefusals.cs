using Basalt.Errors;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Why a data directory is not opened, one line each, for whoever started the program.</summary>
internal static class DirectoryRefusals
{
    internal static BasaltException InUse(string path) =>
        Unavailable("data_directory_in_use", $"{path} is in use by another process; stop it first");

    internal static BasaltException Unreachable(string path, Exception cause) =>
        Unavailable("data_directory_unreachable", $"{path} can't be read or written: {OneLine(cause.Message)}", cause);

    internal static BasaltException NoSpace(string path, long neededBytes) => Unavailable(
        "data_directory_no_space",
        $"{path} has no room for a copy of its databases, which is made before they are first opened; {neededBytes / 1_048_576 + 1} MiB are needed");

    internal static BasaltException NotADatabase(string file, Exception? cause = null) =>
        Invalid("data_directory_not_a_database", $"{file} is not a SQLite database, or it is damaged", cause);

    internal static BasaltException NotOurs(string file) =>
        Invalid("data_directory_unknown", $"{file} is a database, but neither of Basalt nor of PocketBase");

    internal static BasaltException TooOld(string path) =>
        Invalid("data_directory_too_old", $"{path} has the layout of PocketBase before v0.23; open it once with PocketBase v0.23 or newer");

    internal static BasaltException TooNew(string path) =>
        Invalid("data_directory_too_new", $"{path} was written by a newer version of Basalt");

    internal static BasaltException HalfMoved(string path) => Invalid(
        "data_directory_half_moved", $"{path} is the target of a move that was not finished; run the same basalt move again, or empty it");

    internal static BasaltException Unreadable(string file, Exception cause) =>
        Invalid("data_directory_unreadable", $"{file}: {OneLine(cause.Message)}", cause);

    /// <summary>A failure of the database while a directory is being opened.</summary>
    internal static BasaltException Of(SqliteException error, string path, string file) => error.Primary switch
    {
        SqliteCodes.Busy or SqliteCodes.Locked => InUse(path),
        SqliteCodes.NotADatabase or SqliteCodes.Corrupt => NotADatabase(file, error),
        _ => Unreachable(path, error),
    };

    private static BasaltException Unavailable(string code, string message, Exception? cause = null) =>
        new(ErrorKind.Unavailable, code, message, inner: cause);

    private static BasaltException Invalid(string code, string message, Exception? cause = null) =>
        BasaltException.Invalid(code, message, inner: cause);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
