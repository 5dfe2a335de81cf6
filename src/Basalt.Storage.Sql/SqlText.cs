using System.Text;

namespace Basalt.Storage.Sql;

/// <summary>SQL text as it is being written, and the parameters it has named so far. The same use gets the same placeholder.</summary>
internal sealed class SqlText(SqlDialect dialect)
{
    private readonly StringBuilder _text = new();
    private readonly List<SqlParameterUse> _uses = [];

    public SqlText Append(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>An identifier of the schema: always quoted.</summary>
    public SqlText Name(string identifier) => Append(dialect.Quote(identifier));

    public SqlText Parameter(SqlParameterUse use)
    {
        var at = _uses.IndexOf(use);
        if (at < 0)
        {
            at = _uses.Count;
            _uses.Add(use);
        }

        return Append(dialect.Placeholder(at + 1));
    }

    public override string ToString() => _text.ToString();

    public SqlStatement ToStatement() => new(_text.ToString(), [.. _uses]);
}
