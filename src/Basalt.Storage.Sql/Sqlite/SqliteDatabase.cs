using System.Globalization;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>A database file and how its connections are opened.</summary>
internal sealed class SqliteDatabase(string path, SqliteOptions options) : IDisposable
{
    internal string Path { get; } = path;

    internal SqliteOptions Options { get; } = options;

    /// <summary>Released when the database is closed.</summary>
    internal IDisposable? Lock { get; init; }

    internal SqliteConnection OpenWriter()
    {
        var connection = Open();
        try
        {
            MakeWriter(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Commits wait for the disk, and nothing is copied out of the log on their way.</summary>
    internal void MakeWriter(SqliteConnection connection)
    {
        Set(
            connection,
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA wal_autocheckpoint = 0",
            "PRAGMA journal_size_limit = 67108864", // of a log that was longer, 64 MiB are kept for the next round
            "PRAGMA temp_store = MEMORY", // what savepoints need to go back
            Pragma($"cache_size = -{Options.WriterCacheKiB}"));
        if (Options.LargestBytes > 0) Set(connection, Pragma($"max_page_count = {Options.LargestBytes / connection.QueryInteger("PRAGMA page_size")}"));
    }

    /// <summary>
    /// The file is not mapped into memory: SQLite takes the whole mapping down whenever somebody else has committed, and the page faults
    /// that follow made requests beside writes more than twice as expensive as reading pages into the cache does. What a sort holds beyond
    /// the cache goes to a nameless file, SQLite's default: a full disk refuses one query, but memory that runs out ends the server, and
    /// sorting a million rows of 400 bytes in memory took 550 MiB.
    /// </summary>
    internal SqliteConnection OpenReader()
    {
        var connection = Open(); // not read-only: a reader of a write-ahead log also writes its index
        try
        {
            Set(connection, "PRAGMA query_only = 1", Pragma($"cache_size = -{Options.ReaderCacheKiB}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that has changed nothing yet, not even the file's journal mode. Creates the file when it is missing.</summary>
    internal SqliteConnection Open()
    {
        var connection = SqliteConnection.Open(Path, SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate);
        try
        {
            connection.BusyTimeout((int)Options.BusyTimeout.TotalMilliseconds);
            // Views and indexes of an imported database may hold texts in double quotes, which this build refuses by default.
            connection.Configure(SqliteCodes.DbConfigDoubleQuotedStringsInDml, true);
            connection.Configure(SqliteCodes.DbConfigDoubleQuotedStringsInDdl, true);
            connection.Configure(SqliteCodes.DbConfigDefensive, true);
            // Without, every new value of a LIMIT has the statement compiled again: 9 of 20 us of a view.
            connection.Configure(SqliteCodes.DbConfigStablePlans, true);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => Lock?.Dispose();

    private static void Set(SqliteConnection connection, params ReadOnlySpan<string> pragmas)
    {
        foreach (var pragma in pragmas) connection.Execute(pragma);
    }

    private static string Pragma(FormattableString setting) => "PRAGMA " + setting.ToString(CultureInfo.InvariantCulture);
}
