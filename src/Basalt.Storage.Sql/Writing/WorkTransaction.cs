using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>One piece of work's view of the group's transaction. Everything completes synchronously, on the writer's thread.</summary>
/// <param name="schema">The schema that the work begins with.</param>
/// <param name="save">Makes a savepoint; called before the first change. Null when undoing the work is undoing the transaction.</param>
internal abstract class WorkTransaction(SchemaSnapshot schema, Action? save) : IStorageTransaction
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private bool _hasEnded;

    /// <summary>Ids of the collections that the work wrote.</summary>
    internal IReadOnlyCollection<string> Written => _written;

    /// <summary>True when a savepoint was made for the work.</summary>
    internal bool IsSaved { get; private set; }

    /// <summary>The schema that the work made, if it changed it.</summary>
    internal SchemaSnapshot? NextSchema { get; private set; }

    /// <summary>The last error of the database.</summary>
    internal Exception? Failure { get; private protected set; }

    private protected SchemaSnapshot Schema { get; private set; } = schema;

    /// <summary>From now on its members may not be used.</summary>
    internal void End() => _hasEnded = true;

    public abstract ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct);

    public abstract ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct);

    public virtual async ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct) => await CountAsync(query, ct) == expected;

    public abstract ValueTask<string?> ReadParamAsync(string key, CancellationToken ct);

    public abstract ValueTask InsertAsync(Record record, CancellationToken ct);

    public abstract ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct);

    public abstract ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct);

    public abstract ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct);

    public abstract ValueTask WriteParamAsync(string key, string value, CancellationToken ct);

    public abstract ValueTask<long> CountUpAsync(string key, DateTimeOffset now, TimeSpan window, CancellationToken ct);

    public abstract ValueTask ForgetCountAsync(string key, CancellationToken ct);

    public abstract ValueTask ForgetEndedCountsAsync(DateTimeOffset now, CancellationToken ct);

    public ValueTask ChangeSchemaAsync(SchemaChange change, CancellationToken ct)
    {
        BeforeChange();
        if (change.Next.Version != Schema.Version + 1) throw new InvalidOperationException("a schema change must be made from the current schema");
        NextSchema = change.Next; // noted first: were it to fail half-way, kept statements must be dropped all the same
        Migrate(change);
        foreach (var step in change.Steps) NoteWritten((step.After ?? step.Before)!.Id);
        Schema = change.Next;
        return default;
    }

    /// <summary>Changes tables, views, indexes and definitions.</summary>
    private protected abstract void Migrate(SchemaChange change);

    /// <summary>Refuses to go on in a transaction that the database has ended: every change would be one of its own.</summary>
    private protected abstract void RequireOpen();

    private protected void NoteWritten(string collectionId) => _written.Add(collectionId);

    private protected void BeforeChange()
    {
        Guard();
        if (IsSaved || save is null) return;
        save();
        IsSaved = true;
    }

    private protected void BeforeRead(in RecordQuery query, CancellationToken ct)
    {
        Guard();
        ct.ThrowIfCancellationRequested();
        if (!ReferenceEquals(query.Shape.Schema, Schema)) throw new SchemaChangedException();
    }

    private protected void Guard()
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        RequireOpen();
    }

    private protected static Collection Stored(Collection collection) =>
        collection.IsView ? throw new InvalidOperationException($"the view {collection.Name} stores no records") : collection;
}
