using System.Collections.Immutable;

namespace Basalt.Storage.Sql;

/// <summary>The parameters that a statement has named so far. The same use gets the same placeholder.</summary>
internal sealed class SqlParameters(SqlDialect dialect)
{
    private readonly List<SqlParameterUse> _uses = [];

    public int Count => _uses.Count;

    public SqlText Add(SqlParameterUse use)
    {
        var at = _uses.IndexOf(use);
        if (at < 0)
        {
            at = _uses.Count;
            _uses.Add(use);
        }

        return dialect.Numbered(at + 1);
    }

    /// <summary>A text that is part of the shape but not of this assembly's own words.</summary>
    public SqlText Add(string? constant) => Add(new SqlParameterUse(SqlValueSource.Constant, Constant: constant));

    public ImmutableArray<SqlParameterUse> ToRecipe() => [.. _uses];
}
