using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The statements of a move that only PostgreSQL has.</summary>
internal static class PostgresMoveStatements
{
    internal static readonly SqlText Begin = SqlText.Of($"BEGIN");

    internal static readonly SqlText Commit = SqlText.Of($"COMMIT");

    internal static readonly SqlText Rollback = SqlText.Of($"ROLLBACK");

    /// <summary>Everything that is read afterwards is of one moment.</summary>
    internal static readonly SqlText BeginSnapshot = SqlText.Of($"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");

    /// <summary>Holds up every server that writes (see <see cref="DatabaseInspection.LockForTransaction"/>) as long as the connection is open.</summary>
    internal static readonly SqlText KeepWritersOut = SqlText.Of($"SELECT pg_advisory_lock_shared(4702611850337)");

    /// <summary>One move at a time; a backend whose client was killed may have it for some seconds more.</summary>
    internal static readonly SqlText[] TakeTarget = Waiting(SqlText.Of($"'15s'"), SqlText.Of($"SELECT pg_advisory_lock(4702611850338)"));

    /// <summary>
    /// Fails while a server runs, and none starts as long as the connection is open: see <see cref="DatabaseInspection.ShowPresence"/>. One
    /// that has just been stopped may be there for a moment more.
    /// </summary>
    internal static readonly SqlText[] KeepServersOut = Waiting(SqlText.Of($"'3s'"), SqlText.Of($"SELECT pg_advisory_lock(4702611850339)"));

    internal static readonly SqlText LetGo = SqlText.Of($"ROLLBACK; SELECT pg_advisory_unlock_all()");

    internal static readonly SqlText SyncCommits = SqlText.Of($"SET LOCAL synchronous_commit = on");

    internal static SqlText Copy(Collection collection, SqlText columns) =>
        SqlText.Of($"COPY {PostgresDialect.Instance.Table(collection)} ({columns}) FROM STDIN (FORMAT binary)");

    /// <summary>The next record gets the number behind the last one's. Placeholders: the table as it is quoted, and the column.</summary>
    internal static SqlText EndRows(Collection collection)
    {
        var order = PostgresDialect.Instance.Name(PostgresDialect.RowId);
        return SqlText.Of(
            $"SELECT setval(pg_get_serial_sequence($1, $2), GREATEST(max({order}), 1), COALESCE(max({order}), 0) >= 1) FROM {PostgresDialect.Instance.Table(collection)}");
    }

    /// <summary>What the planner knows of a table that was filled in bulk.</summary>
    internal static SqlText Analyze(Collection collection) => SqlText.Of($"ANALYZE {PostgresDialect.Instance.Table(collection)}");

    private static SqlText[] Waiting(SqlText most, SqlText take) => [SqlText.Of($"SET lock_timeout = {most}"), take, SqlText.Of($"SET lock_timeout = 0")];
}
