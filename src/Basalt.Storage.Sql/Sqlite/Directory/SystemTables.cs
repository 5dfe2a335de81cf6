namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Tables that every data directory has besides those of its collections. Source: the protocol, importing page, section 2.</summary>
internal static class SystemTables
{
    /// <summary>Grows when this version's own tables change; a directory of a higher one is refused.</summary>
    internal const int Format = 1;

    // What a server of v0.39.11 lists in a directory of its own, so that it takes this one for up to date.
    private static readonly string[] Migrations =
    [
        "1640988000_init.go",
        "1640988000_aux_init.go",
        "1717233556_v0.23_migrate.go",
        "1717233557_v0.23_migrate2.go",
        "1717233558_v0.23_migrate3.go",
        "1717233559_v0.23_migrate4.go",
        "1763020353_update_default_auth_alert_templates.go",
        "1778828400_normalize_indexes.go",
    ];

    private static readonly string[] Data =
    [
        "CREATE TABLE `_migrations` (`file` VARCHAR(255) PRIMARY KEY NOT NULL, `applied` INTEGER NOT NULL)",
        """
        CREATE TABLE `_params` (`id` TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL, `value` JSON DEFAULT NULL,
        `created` TEXT DEFAULT '' NOT NULL, `updated` TEXT DEFAULT '' NOT NULL)
        """,
        """
        CREATE TABLE `_collections` (`id` TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL,
        `system` BOOLEAN DEFAULT FALSE NOT NULL, `type` TEXT DEFAULT 'base' NOT NULL, `name` TEXT UNIQUE NOT NULL,
        `fields` JSON DEFAULT '[]' NOT NULL, `indexes` JSON DEFAULT '[]' NOT NULL, `listRule` TEXT DEFAULT NULL,
        `viewRule` TEXT DEFAULT NULL, `createRule` TEXT DEFAULT NULL, `updateRule` TEXT DEFAULT NULL, `deleteRule` TEXT DEFAULT NULL,
        `options` JSON DEFAULT '{}' NOT NULL, `created` TEXT DEFAULT '' NOT NULL, `updated` TEXT DEFAULT '' NOT NULL)
        """,
        "CREATE INDEX `idx__collections_type` ON `_collections` (`type`)",
    ];

    private static readonly string[] Logs =
    [
        """
        CREATE TABLE `_logs` (`id` TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL, `level` INTEGER DEFAULT 0 NOT NULL,
        `message` TEXT DEFAULT '' NOT NULL, `data` JSON DEFAULT '{}' NOT NULL, `created` TEXT DEFAULT '' NOT NULL)
        """,
        "CREATE INDEX `idx_logs_level` ON `_logs` (`level`)",
        "CREATE INDEX `idx_logs_message` ON `_logs` (`message`)",
        "CREATE INDEX `idx_logs_created_hour` ON `_logs` (strftime('%Y-%m-%d %H:00:00', `created`))",
    ];

    /// <summary>In <c>data.db</c>, inside the caller's transaction.</summary>
    internal static void CreateData(SqliteConnection connection, TimeProvider clock)
    {
        foreach (var sql in Data) connection.Execute(sql);
        using var applied = connection.Prepare("INSERT INTO `_migrations` (`file`, `applied`) VALUES (?1, ?2)");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000; // in microseconds
        foreach (var file in Migrations) applied.Bind(1, file).Bind(2, now).Execute();
    }

    /// <summary>In <c>auxiliary.db</c>, inside the caller's transaction.</summary>
    internal static void CreateLogs(SqliteConnection connection)
    {
        foreach (var sql in Logs) connection.Execute(sql);
    }

    /// <summary>Unless it is there; directories of before have none. Older versions don't look at it.</summary>
    internal static void CreateCounts(SqliteConnection connection) => connection.Execute(CountsTable.CreateSqlite.ToString());

    /// <summary>Marks the database as Basalt's, inside the caller's transaction.</summary>
    internal static void CreateMeta(SqliteConnection connection)
    {
        connection.Execute("CREATE TABLE `_basalt_meta` (`key` TEXT PRIMARY KEY NOT NULL, `value` TEXT NOT NULL)");
        using var row = connection.Prepare("INSERT INTO `_basalt_meta` (`key`, `value`) VALUES ('format', ?1)");
        row.Bind(1, Format).Execute();
        CreateCounts(connection);
    }
}
