using Basalt.Errors;

namespace Basalt.Storage.Sql;

/// <summary>From a query's shape to SQL. Stateless: the caller keeps what it compiled.</summary>
internal sealed class SqlPlanner(SqlDialect dialect)
{
    private readonly SqlDialect _dialect = dialect;

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the shape asks for what no engine could answer, such as
    /// the records that refer to one that is not stored yet.</exception>
    public SqlPlan Compile(QueryShape shape) => throw new NotSupportedException($"{_dialect} {shape}");
}
