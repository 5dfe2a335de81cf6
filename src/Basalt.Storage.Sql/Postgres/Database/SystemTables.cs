using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Tables that are no collections: <c>_collections</c> itself, settings, and what only Basalt needs.</summary>
internal static class SystemTables
{
    /// <summary>Grows when this version's own tables change; a database of a higher one is refused.</summary>
    internal const int Format = 2;

    /// <summary>One statement each.</summary>
    internal static readonly SqlText[] Create =
    [
        SqlText.Of($"CREATE TABLE _params (id text COLLATE \"C\" PRIMARY KEY, value text, created text NOT NULL DEFAULT '', updated text NOT NULL DEFAULT '')"),
        SqlText.Of(
            $$"""
            CREATE TABLE _collections (id text COLLATE "C" PRIMARY KEY, system boolean NOT NULL DEFAULT FALSE, type text NOT NULL DEFAULT 'base',
            name text COLLATE "C" NOT NULL UNIQUE, fields text NOT NULL DEFAULT '[]', indexes text NOT NULL DEFAULT '[]', "listRule" text, "viewRule" text,
            "createRule" text, "updateRule" text, "deleteRule" text, options text NOT NULL DEFAULT '{}', created text NOT NULL DEFAULT '',
            updated text NOT NULL DEFAULT '', _basalt_rowid bigint GENERATED ALWAYS AS IDENTITY)
            """),
        SqlText.Of($"CREATE TABLE _basalt_meta (key text COLLATE \"C\" PRIMARY KEY, value bigint NOT NULL)"),
        SqlText.Of($"INSERT INTO _basalt_meta (key, value) VALUES ('format', 2), ('schema', 1)"),
        WritesTable.Create,
        CountsTable.CreatePostgres,
    ];

    /// <summary>What a database of an older format lacks.</summary>
    internal static readonly SqlText[] Upgrade =
    [
        WritesTable.Create,
        CountsTable.CreatePostgres,
        SqlText.Of($"UPDATE _basalt_meta SET value = 2 WHERE key = 'format'"),
    ];

    /// <summary>The functions that queries call, as one text of many statements.</summary>
    internal static string Functions()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("Basalt.Storage.Sql.Postgres.Functions.sql")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

/// <summary>The table <c>_basalt_meta</c>: numbers by name.</summary>
internal static class MetaTable
{
    internal static readonly SqlText ReadFormat = SqlText.Of($"SELECT value FROM _basalt_meta WHERE key = 'format'");

    internal static readonly SqlText ReadVersion = SqlText.Of($"SELECT value FROM _basalt_meta WHERE key = 'schema'");

    private static readonly SqlText Write = SqlText.Of($"UPDATE _basalt_meta SET value = $1::bigint WHERE key = 'schema'");

    internal static void WriteVersion(ISchemaTarget target, long version) =>
        target.Execute(Write, BoundValue.Of(version.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>
/// The table <c>_basalt_writes</c>: how many groups have written each collection, counted in their own transactions. So whoever reads it
/// together with rows learns of which state they are.
/// </summary>
internal static class WritesTable
{
    // Rows are written again and again: room on their page keeps the table and its index as small as they are.
    internal static readonly SqlText Create = SqlText.Of(
        $"CREATE TABLE IF NOT EXISTS _basalt_writes (collection text COLLATE \"C\" PRIMARY KEY, groups bigint NOT NULL) WITH (fillfactor = 20)");

    /// <summary>Counts a group and tells other servers; the first parameter is what it wrote, with spaces between, the second the message.</summary>
    internal static readonly SqlText CountAndTell = SqlText.Of(
        $"""
        WITH counted AS (INSERT INTO _basalt_writes AS w (collection, groups) SELECT unnest(string_to_array($1, ' ')), 1
        ON CONFLICT (collection) DO UPDATE SET groups = w.groups + 1) SELECT pg_notify('basalt', $2)
        """);

    /// <summary>A number that has grown once any of the collections was written; null stands for all of them.</summary>
    internal static SqlText Of(ImmutableArray<string>? collections, SqlParameters parameters) => collections is { } ids
        ? SqlText.Of($"(SELECT coalesce(sum(groups), 0)::bigint FROM _basalt_writes WHERE collection = ANY(string_to_array({parameters.Add(string.Join(' ', ids))}, ' ')))")
        : SqlText.Of($"(SELECT coalesce(sum(groups), 0)::bigint FROM _basalt_writes)");
}

/// <summary>The table <c>_params</c>: settings and the like, one text by key.</summary>
internal static class ParamsTable
{
    internal const string Name = "_params";

    internal static readonly SqlText Read = SqlText.Of($"SELECT value FROM _params WHERE id = $1 AND value IS NOT NULL");

    internal static readonly SqlText Upsert = SqlText.Of(
        $"INSERT INTO _params (id, value, created, updated) VALUES ($1, $2, $3, $3) ON CONFLICT (id) DO UPDATE SET value = excluded.value, updated = excluded.updated");
}
