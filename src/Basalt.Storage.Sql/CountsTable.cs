namespace Basalt.Storage.Sql;

/// <summary>The table <c>_basalt_counts</c>: how often something happened within a window of time, by key. Times are milliseconds since 1970.</summary>
internal sealed class CountsTable(SqlDialect dialect)
{
    internal static readonly SqlText CreateSqlite = SqlText.Of(
        $"CREATE TABLE IF NOT EXISTS `_basalt_counts` (`key` TEXT PRIMARY KEY NOT NULL, `count` INTEGER NOT NULL, `ends` INTEGER NOT NULL) WITHOUT ROWID");

    internal static readonly SqlText CreatePostgres = SqlText.Of(
        $"CREATE TABLE IF NOT EXISTS _basalt_counts (key text COLLATE \"C\" PRIMARY KEY, count bigint NOT NULL, ends bigint NOT NULL)");

    /// <summary>One more for a key. Parameters: the key, now, and when a window that begins now ends; gives the count.</summary>
    internal string Up { get; } = SqlText.Of(
        $"""
        INSERT INTO _basalt_counts AS c (key, count, ends) VALUES ({dialect.Numbered(1)}, 1, {Time(dialect, 3)})
        ON CONFLICT (key) DO UPDATE SET count = CASE WHEN c.ends <= {Time(dialect, 2)} THEN 1 ELSE c.count + 1 END,
        ends = CASE WHEN c.ends <= {Time(dialect, 2)} THEN excluded.ends ELSE c.ends END RETURNING count
        """).ToString();

    /// <summary>Forgets a key.</summary>
    internal string Forget { get; } = SqlText.Of($"DELETE FROM _basalt_counts WHERE key = {dialect.Numbered(1)}").ToString();

    /// <summary>Forgets what has ended by a time.</summary>
    internal string ForgetEnded { get; } = SqlText.Of($"DELETE FROM _basalt_counts WHERE ends <= {Time(dialect, 1)}").ToString();

    // Sent as texts to PostgreSQL, which has to be told what they are.
    private static SqlText Time(SqlDialect dialect, int number) => SqlText.Of($"CAST({dialect.Numbered(number)} AS bigint)");
}
