using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Events 2200 to 2299.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(2201, LogLevel.Error, "The database could not store {Writes} writes; they were refused and nothing of them remains")]
    public static partial void GroupFailed(this ILogger log, int writes, Exception error);

    [LoggerMessage(2202, LogLevel.Error, "The connection to the database was lost while {Writes} writes were being committed; they may be stored or not")]
    public static partial void OutcomeUnknown(this ILogger log, int writes, Exception error);

    [LoggerMessage(2203, LogLevel.Warning, "The connection that tells of other servers' changes was lost; nothing is kept in memory until it is back")]
    public static partial void ListenerLost(this ILogger log, Exception error);

    [LoggerMessage(2204, LogLevel.Information, "The schema was changed by another server; it is at version {Version} now")]
    public static partial void SchemaReloaded(this ILogger log, long version);

    [LoggerMessage(2206, LogLevel.Warning, "Another server may go on for a moment by what was before {State}: it did not take it over in time")]
    public static partial void StateNotTakenOver(this ILogger log, WorkingState state, Exception? error);

    [LoggerMessage(2205, LogLevel.Warning, "The replica can't be used; all reads go to the database until it can")]
    public static partial void ReplicaLost(this ILogger log, Exception error);
}
