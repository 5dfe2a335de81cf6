using System.Collections.Immutable;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>A statement and as what its values are sent.</summary>
internal sealed record PostgresStatement(SqlStatement Sql, ImmutableArray<ParameterForm> Forms);

/// <summary>What the engine keeps in <see cref="QueryShape.Plan"/>.</summary>
internal sealed class PostgresPlan : EnginePlan
{
    private readonly QueryShape _shape;
    private PostgresStatement? _count;
    private PostgresStatement? _check;

    private PostgresPlan(QueryShape shape, SqlPlanner planner)
        : base(shape, planner)
    {
        _shape = shape;
        Rows = new PostgresStatement(Sql.Rows, Parameters.FormsOf(Sql.Rows, shape));
    }

    internal PostgresStatement Rows { get; }

    internal PostgresStatement Count => _count ??= new PostgresStatement(Sql.Count, Parameters.FormsOf(Sql.Count, _shape));

    /// <summary>Fails unless as many records match as the last parameter says, which is not among the forms.</summary>
    internal PostgresStatement Check => _check ??= CheckOf(Count);

    internal static new PostgresPlan Of(QueryShape shape, SqlPlanner planner)
    {
        if (shape.Plan is PostgresPlan plan) return plan;
        var made = new PostgresPlan(shape, planner);
        shape.Plan = made; // two threads may both compile it: equal, and the last one stays
        return made;
    }

    // Division by zero is the only way to fail that needs no function.
    private static PostgresStatement CheckOf(PostgresStatement count)
    {
        var expected = PostgresDialect.Instance.Numbered(count.Forms.Length + 1);
        var sql = SqlText.Of($"SELECT 1 / (({SqlText.Trusted(count.Sql.Sql)}) = {expected}::bigint)::int");
        return new PostgresStatement(count.Sql with { Sql = sql.ToString() }, count.Forms);
    }
}
