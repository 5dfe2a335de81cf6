namespace Basalt.Storage.Sql.Postgres;

/// <summary>How the PostgreSQL engine uses its server.</summary>
internal sealed record PostgresOptions
{
    /// <summary><c>postgres://user:password@host:port/database?sslmode=require</c>, or the <c>Host=…;</c> form of Npgsql.</summary>
    public required string Connection { get; init; }

    /// <summary>Of a copy of the database that follows it and takes reads, in the same form; null: all reads go to <see cref="Connection"/>.</summary>
    public string? Replica { get; init; }

    /// <summary>How often it is looked at how far the replica is. Default: 100 ms.</summary>
    public TimeSpan ReplicaLook { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Connections that read at the same time; further readers wait in line. 1 or more. Default: four times the cores, but at least 16.</summary>
    public int ReadConnections { get; init; } = Math.Max(16, Environment.ProcessorCount * 4);

    /// <summary>Readers that may wait in line; further ones are refused at once. Default: 1,000.</summary>
    public int WaitingReadsMax { get; init; } = 1_000;

    /// <summary>How long a reader waits in line, and everybody for a connection to be made. Whole seconds, 1 or more. Default: 2 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A query that takes longer is ended. Default: 30 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a change waits for what another program, or a long transaction of another server, has locked.</summary>
    internal TimeSpan LockTimeout => QueryTimeout / 3;

    /// <summary>As long may a view's query run when it is saved, because all writes wait for it. Default: 5 s.</summary>
    public TimeSpan SavedViewTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Writes that may wait for the writer; further ones are refused at once. Default: 10,000.</summary>
    public int WaitingWritesMax { get; init; } = 10_000;

    /// <summary>Prepared statements that a connection keeps. Default: 256.</summary>
    public int StatementsPerConnection { get; init; } = 256;

    /// <summary>Totals that are kept until something they count is written. Default: 4,096.</summary>
    public int TotalsKept { get; init; } = 4_096;
}
