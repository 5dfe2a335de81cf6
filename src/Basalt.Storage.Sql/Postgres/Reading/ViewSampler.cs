using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Tries a superuser's SELECT: one statement that changes nothing, within the time limit. Settings, secrets of collections and
/// Basalt's own tables are out of bounds, because what a view shows is one list rule away from the public:
/// 1. names of the catalogs and of functions that reach beyond tables are refused by the text;
/// 2. a temporary view is made of it, and the database says which tables and columns it reads;
/// 3. it is run while the transaction is read-only, and all of this is undone.
/// </summary>
internal static class ViewSampler
{
    private static readonly SqlText ReadOnly = SqlText.Of($"SET LOCAL transaction_read_only = on");
    private static readonly SqlText Rows = SqlText.Of($"SELECT * FROM pg_temp._basalt_sample LIMIT 10");

    // Whole rows count as all columns.
    private static readonly SqlText Forbidden = SqlText.Of(
        $"""
        SELECT d.refobjid::regclass::text FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
        LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE r.ev_class = 'pg_temp._basalt_sample'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
        AND (d.refobjid IN (to_regclass('_params'), to_regclass('_basalt_meta'), to_regclass('_basalt_writes'), to_regclass('_basalt_counts')) OR (d.refobjid = to_regclass('_collections') AND a.attname = 'options'))
        """);

    private static readonly SqlText Begin = SqlText.Of($"BEGIN");
    private static readonly SqlText Rollback = SqlText.Of($"ROLLBACK");

    /// <summary>Inside the transaction of a session, which goes on as if nothing had been asked.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="select">The query.</param>
    /// <param name="limit">How long it may run; null for as long as any query.</param>
    /// <param name="ct">Ends it.</param>
    internal static ViewSample Sample(PostgresSession session, string select, TimeSpan? limit, CancellationToken ct)
    {
        ViewGuard.Check(select);
        return session.Nested(() =>
        {
            if (limit is { } most) session.Control(PostgresDatabase.TimeLimit(most));
            session.Execute(SqlText.Of($"CREATE TEMP VIEW _basalt_sample AS {SchemaSql.SelectQuery(select)}").ToString());
            if (session.Query(Forbidden.ToString(), keep: false, [], reader => reader.Read() ? reader.GetString(0) : null) is { } table)
            {
                throw BasaltException.Invalid("invalid_view_query", $"{table} is not for views");
            }

            session.Control(ReadOnly);
            return session.QueryTexts(Rows.ToString(), Read, ct);
        });
    }

    /// <summary>On the last committed state, by a connection of its own.</summary>
    internal static ViewSample SampleAlone(PostgresSession session, string select, CancellationToken ct)
    {
        session.Control(Begin);
        try
        {
            return Sample(session, select, null, ct);
        }
        finally
        {
            if (session.IsOpen) session.Control(Rollback);
        }
    }

    /// <summary>What a failed sample is for the caller.</summary>
    internal static Exception Failure(Exception error, CancellationToken ct)
    {
        if (error is OperationCanceledException or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }) return PostgresErrors.OfRead(error, ct);
        return PostgresErrors.Unavailable(error) ?? BasaltException.Invalid("invalid_view_query", PostgresTransaction.ReasonOf(error), inner: error);
    }

    private static ViewSample Read(NpgsqlDataReader reader)
    {
        var shown = Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) != PostgresDialect.RowId).ToList();
        if (shown.Count == 0) throw BasaltException.Invalid("invalid_view_query", "only a SELECT of columns is allowed");
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        while (reader.Read()) rows.Add([.. shown.Select(column => Cell(reader, column))]);
        return new ViewSample([.. shown.Select(reader.GetName)], rows.ToImmutable());
    }

    private static object? Cell(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return null;
        var text = reader.GetString(column);
        return reader.GetDataTypeName(column) switch
        {
            "smallint" or "integer" or "bigint" => long.Parse(text, CultureInfo.InvariantCulture),
            "real" or "double precision" or "numeric" => double.Parse(text, CultureInfo.InvariantCulture),
            "boolean" => text == "t" ? 1L : 0L,
            _ => text,
        };
    }
}
