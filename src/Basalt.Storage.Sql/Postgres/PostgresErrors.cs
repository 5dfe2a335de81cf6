using System.Net.Sockets;
using Basalt.Errors;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Failures of the server and of the way to it, as refusals. Source of the codes:
/// https://www.postgresql.org/docs/current/errcodes-appendix.html.
/// </summary>
internal static class PostgresErrors
{
    internal const string TimeoutCode = "query_timeout";

    /// <summary>Another program was in the way and no longer is: the same again may well succeed.</summary>
    internal const string BusyCode = "database_busy";

    /// <summary>Another program still is in the way after all the time that may be waited for it.</summary>
    internal const string LockedCode = "database_locked";

    /// <summary>The refusal that stands for a failure of the database itself, or null when the statement is to blame.</summary>
    internal static BasaltException? Unavailable(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } =>
            Unavailable(BusyCode, "Another program was writing the same.", error),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => Unavailable(LockedCode, "The database is locked by another program.", error),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Unavailable("database_full", "The disk of the database is full.", error),
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => Unavailable("database_readonly", "The database can't be written.", error),
        PostgresException { SqlState: var code } when code[..2] is "28" or "3D" => Unavailable("database_refused", "The database refuses the connection.", error),
        PostgresException { SqlState: var code } when code != PostgresErrorCodes.QueryCanceled && IsOfTheServer(code) =>
            Unavailable("database_unreachable", "The database can't serve requests now.", error),
        PostgresException => null,
        NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException =>
            Unavailable("database_unreachable", "The database can't be reached.", error),
        _ => null,
    };

    private static bool IsOfTheServer(string code) => code[..2] is "08" or "53" or "57" or "58" or "F0" or "XX";

    /// <summary>True when the connection is gone, so that another one may do better.</summary>
    internal static bool IsLostConnection(Exception error) => error switch
    {
        PostgresException { SqlState: var code } => code is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException or IOException or SocketException => true,
        _ => false,
    };

    /// <summary>What a failed read is for the caller.</summary>
    internal static Exception OfRead(Exception error, CancellationToken ct) => error switch
    {
        BasaltException or SchemaChangedException => error,
        OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } when ct.IsCancellationRequested => new OperationCanceledException(ct),
        OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Timeout(error),

        // A statement that was prepared before another server changed the table.
        PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported } => new SchemaChangedException(),
        _ => Unavailable(error) ?? BasaltException.Invalid("query_failed", "The query can't be answered.", inner: error),
    };

    /// <summary>What a transaction that can't be kept is for everybody in it.</summary>
    internal static BasaltException OfCommit(Exception error) =>
        Unavailable(error) ?? Unavailable("database_failed", "The database could not store the changes.", error);

    /// <summary>The outcome of a commit could not be learned: what was asked for may be stored, or not.</summary>
    internal static BasaltException OutcomeUnknown(Exception cause) => Unavailable(
        "outcome_unknown", "The connection to the database was lost while changes were being committed; they may be stored or not.", cause);

    /// <summary>What a failure is for a move that reads or writes a database; null when it is no failure of PostgreSQL.</summary>
    internal static BasaltException? OfMove(Exception error, string shown) => error switch
    {
        PostgresException { Where.Length: > 0 } refused => MoveRefusals.Failed(shown, $"{refused.MessageText} ({refused.Where})", error),
        PostgresException refused => MoveRefusals.Failed(shown, refused.MessageText, error),
        NpgsqlException => MoveRefusals.Failed(shown, Unavailable(error)?.Message ?? error.Message, error),
        _ => null,
    };

    internal static BasaltException Timeout(Exception? cause = null) => BasaltException.Invalid(TimeoutCode, "The query takes too long.", inner: cause);

    internal static BasaltException Unavailable(string code, string message, Exception? cause = null) => new(ErrorKind.Unavailable, code, message, inner: cause);
}
