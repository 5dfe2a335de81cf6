namespace Basalt.Storage.Sql.Sqlite;

/// <summary>How the SQLite engine uses the machine.</summary>
internal sealed record SqliteOptions
{
    /// <summary>Connections that read at the same time; further readers wait in line. 1 or more. Default: twice the cores.</summary>
    public int ReadConnections { get; init; } = Environment.ProcessorCount * 2;

    /// <summary>A query that takes longer is ended. Default: 30 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>As long may a view's query run when it is saved, because all writes wait for it. Default: 5 s.</summary>
    public TimeSpan SavedViewTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes that may wait for the writer; further ones are refused at once. Default: 10,000.</summary>
    public int WaitingWritesMax { get; init; } = 10_000;

    /// <summary>Prepared statements that a connection keeps. Default: 128.</summary>
    public int StatementsPerConnection { get; init; } = 128;

    /// <summary>Page cache of a read connection, in KiB. Default: 8 MiB.</summary>
    public int ReaderCacheKiB { get; init; } = 8 * 1024;

    /// <summary>Page cache of the writer, in KiB. Default: 64 MiB.</summary>
    public int WriterCacheKiB { get; init; } = 64 * 1024;

    /// <summary>Largest size of the database file, in bytes; what would make it larger is refused. 0, the default, for no limit.</summary>
    public long LargestBytes { get; init; }

    /// <summary>How long a lock of another process is waited for. Default: 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pages in the write-ahead log after which they are copied into the database file. Default: 1,000.</summary>
    public int CheckpointPages { get; init; } = 1_000;

    /// <summary>Totals that are kept until something they count is written. Default: 4,096.</summary>
    public int TotalsKept { get; init; } = 4_096;
}
