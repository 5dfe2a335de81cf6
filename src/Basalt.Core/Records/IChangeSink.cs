namespace Basalt.Records;

/// <summary>Somebody who wants to know of committed changes: a cache, realtime, hooks.</summary>
public interface IChangeSink
{
    /// <summary>
    /// The changes of one transaction, in the order in which they were made; called after its commit and before the write is
    /// acknowledged, on the writer's request. Must return soon.
    /// </summary>
    void Publish(IReadOnlyList<RecordChange> changes);
}
