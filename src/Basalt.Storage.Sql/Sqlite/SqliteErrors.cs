using Basalt.Errors;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// SQLite's result codes as refusals. What the disk or another process causes is <see cref="ErrorKind.Unavailable"/> and is never
/// retried here: the caller decides. Source of the codes: https://sqlite.org/rescode.html.
/// </summary>
internal static class SqliteErrors
{
    /// <summary>The refusal that stands for a failure of the database itself, or null when the statement is to blame.</summary>
    internal static BasaltException? Unavailable(SqliteException error) => error.Primary switch
    {
        SqliteCodes.Busy or SqliteCodes.Locked => Unavailable("database_busy", "The database is locked by another process.", error),
        SqliteCodes.Full => Unavailable("database_full", "The disk of the database is full.", error),
        SqliteCodes.Io => Unavailable("database_io", "The database could not be read or written.", error),
        SqliteCodes.Corrupt or SqliteCodes.NotADatabase => Unavailable("database_corrupt", "The database file is damaged.", error),
        SqliteCodes.ReadOnly => Unavailable("database_readonly", "The database can't be written.", error),
        SqliteCodes.CantOpen or SqliteCodes.Permission => Unavailable("database_unreachable", "The database can't be opened.", error),
        SqliteCodes.OutOfMemory => Unavailable("database_memory", "The database is out of memory.", error),
        _ => null,
    };

    /// <summary>What a failed read is for the caller.</summary>
    internal static Exception OfRead(SqliteException error) => error.Primary switch
    {
        SqliteCodes.Schema => new SchemaChangedException(),
        SqliteCodes.Interrupt => Timeout(error),
        _ => Unavailable(error) ?? BasaltException.Invalid("query_failed", "The query can't be answered.", inner: error),
    };

    /// <summary>What a transaction that can't be kept is for everybody in it.</summary>
    internal static BasaltException OfCommit(SqliteException error) =>
        Unavailable(error) ?? Unavailable("database_failed", "The database could not store the changes.", error);

    internal static BasaltException Timeout(Exception? cause = null) =>
        BasaltException.Invalid("query_timeout", "The query takes too long.", inner: cause);

    /// <summary>What a view's query that can't be tried is for its author.</summary>
    internal static BasaltException OfSample(SqliteException error) =>
        Unavailable(error) ?? BasaltException.Invalid("invalid_view_query", error.Message, inner: error);

    /// <summary>What a failure is for a move that reads or writes a directory; null when it is no failure of SQLite.</summary>
    internal static BasaltException? OfMove(Exception error, string path) =>
        error is SqliteException failed ? MoveRefusals.Failed(path, Unavailable(failed)?.Message ?? failed.Message, failed) : null;

    internal static BasaltException Unavailable(string code, string message, Exception? cause = null) =>
        new(ErrorKind.Unavailable, code, message, inner: cause);
}
