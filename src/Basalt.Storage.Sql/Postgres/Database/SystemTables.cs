using System.Globalization;
using System.Reflection;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Tables that are no collections: <c>_collections</c> itself, settings, and what only Basalt needs.</summary>
internal static class SystemTables
{
    /// <summary>Grows when this version's own tables change; a database of a higher one is refused.</summary>
    internal const int Format = 1;

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
        SqlText.Of($"INSERT INTO _basalt_meta (key, value) VALUES ('format', 1), ('schema', 1)"),
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

/// <summary>The table <c>_params</c>: settings and the like, one text by key.</summary>
internal static class ParamsTable
{
    internal const string Name = "_params";

    internal static readonly SqlText Read = SqlText.Of($"SELECT value FROM _params WHERE id = $1 AND value IS NOT NULL");

    internal static readonly SqlText Upsert = SqlText.Of(
        $"INSERT INTO _params (id, value, created, updated) VALUES ($1, $2, $3, $3) ON CONFLICT (id) DO UPDATE SET value = excluded.value, updated = excluded.updated");
}
