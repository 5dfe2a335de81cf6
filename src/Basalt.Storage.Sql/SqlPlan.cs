using System.Collections.Immutable;

namespace Basalt.Storage.Sql;

/// <summary>
/// A statement and the recipe for its parameters. Placeholders are numbered; <see cref="Parameters"/>[i] is the value of the one
/// with number i + 1, and each number is bound once however often the text names it.
/// </summary>
internal sealed record SqlStatement(string Sql, ImmutableArray<SqlParameterUse> Parameters);

/// <summary>
/// A query shape, compiled for one dialect. Immutable, for any number of threads; an engine keeps it in
/// <see cref="QueryShape.Plan"/>.
/// </summary>
internal sealed class SqlPlan(SqlStatement rows, Func<SqlStatement> count, Func<int?, bool, Func<SqlParameters, SqlText>?, SqlStatement> page, Func<SqlStatement> check)
{
    private SqlStatement? _count; // written at most a few times with equal content: a race costs a compilation, not an error

    /// <summary>
    /// Gives the shape's columns in their order, each record once; one constant column when the shape names none. Limit and offset
    /// are parameters, but where only one row can be meant.
    /// </summary>
    public SqlStatement Rows { get; } = rows;

    /// <summary>Gives one row with one integer: how many records match, whatever the limit. Compiled when first asked for.</summary>
    public SqlStatement Count => _count ??= count();

    /// <summary><see cref="Rows"/> in another form. Compiled anew each time.</summary>
    /// <param name="limit">Stands in the text, unless it is null.</param>
    /// <param name="isFirst">There is no offset.</param>
    /// <param name="last">Writes one more column after those of the shape.</param>
    public SqlStatement Page(int? limit, bool isFirst, Func<SqlParameters, SqlText>? last) => page(limit, isFirst, last);

    /// <summary>Fails unless as many records match as its last parameter says, which is not in the recipe. Compiled anew each time.</summary>
    public SqlStatement Check() => check();
}
