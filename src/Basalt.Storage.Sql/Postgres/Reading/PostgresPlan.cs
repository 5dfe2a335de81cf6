using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>A statement and as what its values are sent.</summary>
internal sealed record PostgresStatement(SqlStatement Sql, ImmutableArray<ParameterForm> Forms);

/// <summary>What the engine keeps in <see cref="QueryShape.Plan"/>.</summary>
internal sealed class PostgresPlan : EnginePlan
{
    private const int PagesKept = 32; // of a shape; apps ask for pages of one size, or a few

    private static readonly Page AnyMarked = new(null, IsFirst: false, IsMarked: true);

    private readonly QueryShape _shape;
    private readonly PostgresStatement _rows;
    private readonly ConcurrentDictionary<Page, PostgresStatement> _pages = new();
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
    /// <param name="query">Its limit and offset are looked at.</param>
    /// <param name="isMarked">One more column, the last, says how often was written what the query reads.</param>
    internal PostgresStatement RowsOf(in RecordQuery query, bool isMarked = false)
    {
        if (!isMarked && (_shape.IsOfOneRow || query.Limit < 0)) return _rows;
        var page = new Page(query.Limit < 0 ? null : query.Limit, query.Offset == 0, isMarked);
        if (_pages.TryGetValue(page, out var statement)) return statement;
        if (page.Limit is null || _pages.Count >= PagesKept)
        {
            if (!isMarked) return _rows;
            page = AnyMarked;
            if (_pages.TryGetValue(page, out statement)) return statement;
        }

        return _pages[page] = With(Sql.Page(page.Limit, page.IsFirst, isMarked ? p => WritesTable.Of(Reads, p) : null));
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

    private readonly record struct Page(int? Limit, bool IsFirst, bool IsMarked);

    private PostgresStatement With(SqlStatement sql) => new(sql, Parameters.FormsOf(sql, _shape));
}
