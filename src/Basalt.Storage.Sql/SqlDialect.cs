using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What differs between SQL products. Everything else is written by <see cref="SqlPlanner"/> and its parts.</summary>
internal abstract class SqlDialect
{
    /// <summary>An identifier of the schema, quoted.</summary>
    public abstract string Quote(string identifier);

    /// <summary>The placeholder of the parameter with that number, counted from 1.</summary>
    public abstract string Placeholder(int number);

    /// <summary>The column that grows with every insert, unquoted and unqualified; null where a collection has none (views).</summary>
    public abstract string? InsertionOrder(Collection collection);
}
