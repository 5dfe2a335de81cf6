using System.Collections.Immutable;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What a new collection of each type starts from, for clients that show a form.</summary>
public static class Scaffolds
{
    /// <summary>Without id, name, dates and secrets; the names of indexes end in a fresh random suffix.</summary>
    public static ImmutableArray<Collection> Create() => [Create(CollectionType.Auth), Create(CollectionType.Base), Create(CollectionType.View)];

    private static Collection Create(CollectionType type)
    {
        var bare = AutomaticFields.Apply(new Collection
        {
            Id = "",
            Name = default,
            Type = type,
            Fields = [],
            Auth = type == CollectionType.Auth ? new AuthOptions() : null,
            ViewQuery = type == CollectionType.View ? "" : null,
        });
        return bare.IsAuth ? AutomaticFields.ApplyAuthIndexes(bare, RandomText.Of(RandomText.LowerAlphanumeric, 10), _ => false) : bare;
    }
}
