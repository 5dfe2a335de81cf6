using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Events 2100 to 2199.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Copying the write-ahead log into the database file failed; it is tried again later")]
    public static partial void CheckpointFailed(this ILogger log, Exception error);

    [LoggerMessage(2102, LogLevel.Error, "The database could not store {Writes} writes; they were refused and nothing of them remains")]
    public static partial void GroupFailed(this ILogger log, int writes, Exception error);
}
