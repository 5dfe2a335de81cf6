using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>Which alias each source has where a piece of SQL stands. A subquery sees the aliases around it, and may hide them by its own.</summary>
internal sealed class SqlScope(SqlScope? outer = null)
{
    private readonly Dictionary<Source, SqlText> _aliases = new(ReferenceEqualityComparer.Instance);
    private readonly List<Source> _order = [];
    private readonly HashSet<Source> _used = new(ReferenceEqualityComparer.Instance);

    /// <summary>In the order in which they were added.</summary>
    public IEnumerable<Source> Sources => _order;

    /// <param name="alias">Empty where columns need no qualification.</param>
    public void Add(Source source, SqlText alias)
    {
        _aliases.Add(source, alias);
        _order.Add(source);
    }

    /// <summary>True when a column of the source was asked for.</summary>
    public bool IsUsed(Source source) => _used.Contains(source);

    public SqlText Column(Source source, SqlText column)
    {
        if (!_aliases.TryGetValue(source, out var alias))
        {
            return (outer ?? throw new InvalidOperationException($"{source} is not joined here")).Column(source, column);
        }

        _used.Add(source);
        return alias.IsEmpty ? column : SqlText.Of($"{alias}.{column}");
    }

    public SqlText AliasOf(Source source) => _aliases[source];
}
