using System.Globalization;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>A database file and how its connections are opened.</summary>
internal sealed class SqliteDatabase(string path, SqliteOptions options) : IDisposable
{
    internal string Path { get; } = path;

    internal SqliteOptions Options { get; } = options;

    /// <summary>Released when the database is closed.</summary>
    internal IDisposable? Lock { get; init; }

    /// <summary>Creates the file when it is missing. Commits wait for the disk; nothing is copied out of the log on the way.</summary>
    internal SqliteConnection OpenWriter() => Open(
        SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate,
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA journal_size_limit = 67108864", // of a log that was longer, 64 MiB are kept for the next round
        "PRAGMA temp_store = MEMORY", // what savepoints need to go back
        Pragma($"cache_size = -{Options.WriterCacheKiB}"),
        Pragma($"mmap_size = {Options.MappedBytes}"));

    internal SqliteConnection OpenReader() => Open(
        SqliteCodes.OpenReadWrite, // a reader of a write-ahead log also writes its index
        "PRAGMA query_only = 1",
        Pragma($"cache_size = -{Options.ReaderCacheKiB}"),
        Pragma($"mmap_size = {Options.MappedBytes}"));

    public void Dispose() => Lock?.Dispose();

    private SqliteConnection Open(int flags, params ReadOnlySpan<string> pragmas)
    {
        var connection = SqliteConnection.Open(Path, flags);
        try
        {
            connection.BusyTimeout((int)Options.BusyTimeout.TotalMilliseconds);
            // Views and indexes of an imported database may hold texts in double quotes, which this build refuses by default.
            connection.Configure(SqliteCodes.DbConfigDoubleQuotedStringsInDml, true);
            connection.Configure(SqliteCodes.DbConfigDoubleQuotedStringsInDdl, true);
            connection.Configure(SqliteCodes.DbConfigDefensive, true);
            foreach (var pragma in pragmas) connection.Execute(pragma);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Pragma(FormattableString setting) => "PRAGMA " + setting.ToString(CultureInfo.InvariantCulture);
}
