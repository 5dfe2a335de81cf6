using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>A statement and as what its values are sent.</summary>
internal sealed record PostgresStatement(SqlStatement Sql, ImmutableArray<ParameterForm> Forms);

/// <summary>What the engine keeps in <see cref="QueryShape.Plan"/>.</summary>
internal sealed class PostgresPlan : EnginePlan
{
    private const int LimitsKept = 8; // of a shape; apps ask for pages of one size, or a few

    private readonly QueryShape _shape;
    private readonly PostgresStatement _rows;
    private readonly ConcurrentDictionary<int, PostgresStatement> _limited = new();
    private PostgresStatement? _count;
    private PostgresStatement? _check;

    private PostgresPlan(QueryShape shape, SqlPlanner planner)
        : base(shape, planner)
    {
        _shape = shape;
        _rows = With(Sql.Rows);
    }

    /// <summary>
    /// The rows of one query. A limit stands in the text: PostgreSQL keeps a plan only if it is as good as the one for the values at hand,
    /// and without knowing the limit it never is.
    /// </summary>
    internal PostgresStatement RowsOf(in RecordQuery query)
    {
        if (_shape.IsOfOneRow || query.Limit < 0 || query.Offset != 0) return _rows;
        if (_limited.TryGetValue(query.Limit, out var statement)) return statement;
        if (_limited.Count >= LimitsKept) return _rows;
        return _limited[query.Limit] = With(Sql.Limited(query.Limit));
    }

    internal PostgresStatement Count => _count ??= With(Sql.Count);

    /// <summary>Fails unless as many records match as the last parameter says, which is not among the forms.</summary>
    internal PostgresStatement Check => _check ??= With(Sql.Check());

    internal static new PostgresPlan Of(QueryShape shape, SqlPlanner planner)
    {
        if (shape.Plan is PostgresPlan plan) return plan;
        var made = new PostgresPlan(shape, planner);
        shape.Plan = made; // two threads may both compile it: equal, and the last one stays
        return made;
    }

    private PostgresStatement With(SqlStatement sql) => new(sql, Parameters.FormsOf(sql, _shape));
}
