using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>What a write turns out to be.</summary>
internal enum WriteAction
{
    Create,
    Update,
    Delete,
}

/// <summary>
/// Refuses an item of a batch, by throwing, before its rules are looked at. Called once the collection is known to take writes; again for
/// the same item when the batch has to begin anew.
/// </summary>
/// <param name="index">Position of the item.</param>
/// <param name="collection">That it writes to.</param>
/// <param name="action">Of an upsert: as things stood before the batch.</param>
internal delegate void BatchAdmission(int index, Collection collection, WriteAction action);

/// <summary>One item of a batch, bound but not yet looked at.</summary>
public abstract record BatchWrite
{
    private BatchWrite() { } // closed: every action is nested here

    /// <param name="Collection">Id or name, as it was asked for.</param>
    public sealed record Create(string Collection, RecordDraft Draft, RuleRequest Request) : BatchWrite;

    /// <inheritdoc cref="Create"/>
    public sealed record Update(string Collection, string Id, RecordDraft Draft, RuleRequest Request) : BatchWrite;

    /// <summary>Updates the record whose id the draft has, or creates it.</summary>
    /// <inheritdoc cref="Create"/>
    public sealed record Upsert(string Collection, RecordDraft Draft, RuleRequest Request) : BatchWrite;

    /// <inheritdoc cref="Create"/>
    public sealed record Delete(string Collection, string Id, RuleRequest Request) : BatchWrite;

    /// <summary>An item that fails when its turn comes: no known action, a limit exceeded.</summary>
    public sealed record Refused(BasaltException Refusal) : BatchWrite;
}
