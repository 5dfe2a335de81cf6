using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Declared types and defaults of columns, and the expressions that convert between single and multiple. Source: the protocol,
/// importing page, section 2.3: the owner of a directory can go back to the server it came from.
/// </summary>
internal static class ColumnSql
{
    internal static SqlText Definition(Field field) => field switch
    {
        TextField { PrimaryKey: true } => SqlText.Of($"TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL"),
        _ => field.Column switch
        {
            ColumnKind.Text or ColumnKind.Date => SqlText.Of($"TEXT DEFAULT '' NOT NULL"),
            ColumnKind.Number => SqlText.Of($"NUMERIC DEFAULT 0 NOT NULL"),
            ColumnKind.Bool => SqlText.Of($"BOOLEAN DEFAULT FALSE NOT NULL"),
            ColumnKind.List => SqlText.Of($"JSON DEFAULT '[]' NOT NULL"),
            ColumnKind.Json => SqlText.Of($"JSON DEFAULT NULL"),
            ColumnKind.Geo => SqlText.Of($$"""JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL"""),
            _ => throw new ArgumentOutOfRangeException(nameof(field), field.Column, "has no column type"),
        },
    };

    internal static SqlText AsList(SqlText column) => SqlText.Of(
        $"CASE WHEN coalesce({column}, '') = '' THEN '[]' WHEN {IsArray(column)} THEN {column} ELSE json_array(CAST({column} AS TEXT)) END");

    internal static SqlText AsSingle(SqlText column) => SqlText.Of(
        $"CASE WHEN coalesce({column}, '') IN ('', '[]') THEN '' WHEN {IsArray(column)} THEN coalesce(CAST(json_extract({column}, '$[#-1]') AS TEXT), '') ELSE CAST({column} AS TEXT) END");

    // json_type fails on what is no JSON, so it may only be reached behind json_valid.
    private static SqlText IsArray(SqlText column) =>
        SqlText.Of($"CASE WHEN json_valid({column}) THEN json_type({column}) = 'array' ELSE 0 END");
}
