using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>A named table of records with typed fields, access rules and indexes. Immutable; a change makes a new one.</summary>
public sealed record Collection
{
    private FrozenDictionary<string, int>? _ordinals; // of Fields; made when first asked for

    /// <summary>Identity across renames: appears in tokens, relations and file paths.</summary>
    public required string Id { get; init; }

    public required CollectionName Name { get; init; }

    public CollectionType Type { get; init; }

    public bool System { get; init; }

    /// <summary>In the order the owner gave them.</summary>
    public required ImmutableArray<Field> Fields
    {
        get;
        init
        {
            field = value;
            _ordinals = null;
        }
    }

    public ImmutableArray<CollectionIndex> Indexes { get; init; } = [];

    public RuleSet Rules { get; init; } = RuleSet.Locked;

    /// <summary>Only of an auth collection.</summary>
    public AuthOptions? Auth { get; init; }

    /// <summary>Only of a view: one SELECT.</summary>
    public string? ViewQuery { get; init; }

    /// <summary>Date text of the protocol.</summary>
    public string Created { get; init; } = "";

    /// <summary>Date text of the protocol.</summary>
    public string Updated { get; init; } = "";

    public bool IsAuth => Type == CollectionType.Auth;

    public bool IsView => Type == CollectionType.View;

    public bool IsSuperusers => Id == SystemCollections.SuperusersId;

    public int IdOrdinal => OrdinalOf("id");

    /// <summary>Position in <see cref="Fields"/>, or -1. Field names are case-sensitive here.</summary>
    public int OrdinalOf(string field)
    {
        _ordinals ??= Fields.Select((f, i) => (f.Name, i)).ToFrozenDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        return _ordinals.TryGetValue(field, out var ordinal) ? ordinal : -1;
    }

    public Field? FindField(string name) => OrdinalOf(name) is var i and >= 0 ? Fields[i] : null;

    public Field? FindFieldById(string id) => Fields.FirstOrDefault(f => f.Id == id);

    /// <summary>True when a unique index has <paramref name="field"/> as its only column (whatever its WHERE).</summary>
    public bool HasUniqueIndexOn(string field) => UniqueIndexOn(field) is not null;

    public CollectionIndex? UniqueIndexOn(string field)
    {
        foreach (var index in Indexes)
        {
            if (index is { Unique: true, Columns: [var only] } && string.Equals(only.Name, field, StringComparison.OrdinalIgnoreCase)) return index;
        }

        return null;
    }

    // Two collections are the same only when they are the same object: snapshots are compared by version, not by content.
    public bool Equals(Collection? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => global::System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
