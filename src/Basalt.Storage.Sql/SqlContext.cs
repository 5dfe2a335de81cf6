using System.Globalization;
using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>What the parts that write one statement share.</summary>
internal sealed class SqlContext(SqlDialect dialect, QueryShape shape)
{
    private int _aliases;

    public SqlDialect Dialect { get; } = dialect;

    public QueryShape Shape { get; } = shape;

    public SqlParameters Parameters { get; } = new(dialect);

    public SqlText NextAlias() => SqlText.Trusted(string.Create(CultureInfo.InvariantCulture, $"s{++_aliases}"));

    public SqlText Parameter(Operand.Parameter parameter, SqlTransform transform) =>
        Parameters.Add(new SqlParameterUse(SqlValueSource.Parameter, parameter.Index, transform));

    public ParameterClass ClassOf(Operand.Parameter parameter) => Shape.Parameters[parameter.Index];

    /// <summary>A constant that is known to be <c>""</c>, NULL or missing.</summary>
    public bool IsEmpty(Operand operand) => operand is Operand.Parameter p && ClassOf(p) is ParameterClass.Null or ParameterClass.EmptyText;
}
