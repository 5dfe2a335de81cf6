using System.Collections.Immutable;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>One collection on its way from a draft to what is stored.</summary>
/// <param name="Before">As it is stored; null for a new one.</param>
/// <param name="After">What the draft amounts to. Its name is empty and indexes are missing where the draft's can't be read.</param>
/// <param name="Draft">As it was asked for.</param>
internal sealed record CollectionEdit(Collection? Before, Collection After, CollectionDraft Draft)
{
    /// <summary>What is wrong, by the keys of the body.</summary>
    public ErrorTree Errors { get; private init; } = new();

    public CollectionEdit WithFields(ImmutableArray<Field> fields) => this with { After = After with { Fields = fields } };

    /// <summary>The index definitions that can't be read, by their position in the draft.</summary>
    public ImmutableArray<int> UnreadableIndexes { get; init; } = [];
}
