using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>All collections at one moment. Immutable and swapped whole; what is compiled against one is never used with another.</summary>
public sealed class SchemaSnapshot
{
    private readonly FrozenDictionary<string, Collection> _byId;
    private readonly FrozenDictionary<string, Collection> _byName;

    /// <param name="version">Grows by one with every change.</param>
    public SchemaSnapshot(long version, IEnumerable<Collection> collections)
    {
        Version = version;
        All = [.. collections];
        _byId = All.ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);
        _byName = All.ToFrozenDictionary(c => c.Name.ToString(), StringComparer.OrdinalIgnoreCase);
    }

    public static SchemaSnapshot Empty { get; } = new(0, []);

    public long Version { get; }

    /// <summary>In order of creation.</summary>
    public ImmutableArray<Collection> All { get; }

    /// <summary>By id (exact) or name (any case).</summary>
    public Collection? Find(string idOrName) =>
        _byId.GetValueOrDefault(idOrName) ?? _byName.GetValueOrDefault(idOrName);

    public Collection? FindById(string id) => _byId.GetValueOrDefault(id);

    public Collection? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="InvalidOperationException">A system collection is missing, which the opening of a data directory prevents.</exception>
    public Collection Require(string name) =>
        FindByName(name) ?? throw new InvalidOperationException($"the collection {name} is missing");
}
