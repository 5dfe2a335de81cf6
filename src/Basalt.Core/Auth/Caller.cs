using Basalt.Records;

namespace Basalt.Auth;

/// <summary>Who asks: a guest, an auth record or a superuser.</summary>
public sealed class Caller
{
    private Caller(Record? record) => Record = record;

    public static Caller Guest { get; } = new(null);

    /// <summary>The signed-in record, as stored now; null for a guest.</summary>
    public Record? Record { get; }

    public bool IsGuest => Record is null;

    /// <summary>Above all rules.</summary>
    public bool IsSuperuser => Record is { Collection.IsSuperusers: true };

    public static Caller Of(Record record) => new(record);

    /// <summary>True when this is that very record.</summary>
    public bool Is(Record record) =>
        Record is not null && Record.Collection.Id == record.Collection.Id && Record.Id == record.Id;
}
