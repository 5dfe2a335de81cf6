using Basalt.Errors;

namespace Basalt.Records;

/// <summary>An item of a batch was refused, and with it the whole batch: nothing of it remains.</summary>
/// <param name="index">Position of the item.</param>
/// <param name="refusal">What the item alone would have been answered.</param>
public sealed class BatchFailedException(int index, BasaltException refusal) : Exception("a batch item was refused", refusal)
{
    public int Index { get; } = index;

    public BasaltException Refusal { get; } = refusal;
}
