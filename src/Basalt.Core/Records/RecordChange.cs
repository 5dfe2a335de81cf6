namespace Basalt.Records;

public enum ChangeKind : byte
{
    Created,
    Updated,
    Deleted,
}

/// <summary>A committed create, update or delete of one record.</summary>
/// <param name="Record">As it is now; of a deleted one as it was.</param>
/// <param name="Before">As it was, of an update only.</param>
public sealed record RecordChange(ChangeKind Kind, Record Record, Record? Before = null);
