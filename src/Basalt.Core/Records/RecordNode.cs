namespace Basalt.Records;

/// <summary>A record on its way out, with what was expanded below it.</summary>
internal sealed class RecordNode(Record record)
{
    public Record Record { get; } = record;

    /// <summary>Whether this caller sees the record's e-mail address.</summary>
    public bool WithEmail { get; set; }

    /// <summary>Null when no path was valid or allowed; empty when none led to a visible record.</summary>
    public List<ExpandedPath>? Expanded { get; set; }
}

/// <param name="IsSingle">Written as an object, not as an array.</param>
internal sealed record ExpandedPath(string Name, bool IsSingle, IReadOnlyList<RecordNode> Nodes);
