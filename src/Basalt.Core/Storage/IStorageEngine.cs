using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage;

/// <summary>Reads records. An engine reads the last committed state; a transaction also sees its own changes.</summary>
public interface IStorageReader
{
    /// <summary>Hands matching rows to <paramref name="rows"/>, in the query's order, each record once.</summary>
    /// <exception cref="SchemaChangedException">The shape was made for a schema that is no longer the current one; bind again and retry.</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: the query took longer than the time limit or can't be run
    /// (a view over something that is gone); <see cref="ErrorKind.Unavailable"/>: the database can't serve it now.</exception>
    ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct);

    /// <summary>How many records match, however many <see cref="RecordQuery.Limit"/> would return.</summary>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct);

    /// <summary>
    /// Whether as many records match as expected. A transaction may go on as if it were so and look later; when it was not, the work is
    /// undone and run again, and is told so then.
    /// </summary>
    /// <inheritdoc cref="QueryAsync" path="/exception"/>
    ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct);

    /// <summary>A value of the settings table by its key, or null.</summary>
    ValueTask<string?> ReadParamAsync(string key, CancellationToken ct);
}

/// <summary>What Basalt asks of a database. An engine is right when the storage conformance suite passes, and only then.</summary>
public interface IStorageEngine : IStorageReader, IAsyncDisposable
{
    /// <summary>As <see cref="IStorageReader.QueryAsync"/>, for rows whose total will be asked for.</summary>
    /// <returns>The state that they were read from, for <see cref="CountAsync(RecordQuery, ReadMark, CancellationToken)"/>.</returns>
    /// <inheritdoc cref="IStorageReader.QueryAsync" path="/exception"/>
    ValueTask<ReadMark> QueryMarkedAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct);

    /// <summary>
    /// How many records match in the state that was read, or in a later one. A total that was counted before is told again as long as it
    /// is that, whichever server has written since.
    /// </summary>
    /// <inheritdoc cref="IStorageReader.QueryAsync" path="/exception"/>
    ValueTask<long> CountAsync(RecordQuery query, ReadMark seen, CancellationToken ct);

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and returns when its changes are durable. Work runs alone: no other
    /// transaction changes anything while it runs. When it throws, nothing of it remains and the exception comes out unchanged.
    /// Work must not wait for anything but the transaction itself, and must leave nothing behind elsewhere: an engine may find out late
    /// that a change is refused, and then undoes the work and runs it again.
    /// </summary>
    /// <exception cref="SchemaChangedException"><paramref name="schema"/> is no longer the current one; nothing was run.</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>: it could not be made durable, and nothing remains; with the code
    /// <c>outcome_unknown</c> it may be stored all the same.</exception>
    ValueTask<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct);

    /// <summary>Columns and up to ten rows of a SELECT that a superuser wrote for a view, run read-only on the last committed state.</summary>
    /// <exception cref="SchemaChangedException"><paramref name="schema"/> is no longer the current one; nothing was told.</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/> with the database's reason, or because it takes too long.</exception>
    ValueTask<ViewSample> SampleViewAsync(SchemaSnapshot schema, string select, CancellationToken ct);

    /// <summary>The current schema.</summary>
    SchemaSnapshot Schema { get; }

    /// <summary>
    /// Grows with every commit that wrote a record of the collection, after the commit and before anybody is told of it. What was
    /// read after noting a stamp is still what is stored as long as the stamp is the same.
    /// </summary>
    long WriteStamp(Collection collection);

    /// <summary>The same of the settings table. It has grown on every server that is at work when whoever wrote is told.</summary>
    long ParamsStamp { get; }
}

/// <summary>The state of the database that rows were read from, in an engine's own terms; <see langword="default"/> when it is not known.</summary>
/// <param name="Writes">Grows with what is written to the collections that were read.</param>
/// <param name="IsOfCopy">A copy that follows the database was read.</param>
public readonly record struct ReadMark(long? Writes, bool IsOfCopy);

/// <summary>One write transaction. Its members may only be used while the work runs.</summary>
public interface IStorageTransaction : IStorageReader
{
    /// <exception cref="UniqueViolationException">A unique index, or the primary key, has such a value already.</exception>
    ValueTask InsertAsync(Record record, CancellationToken ct);

    /// <summary>Stores the fields of <paramref name="ordinals"/> of the record with that id.</summary>
    /// <exception cref="UniqueViolationException">A unique index has such a value already.</exception>
    ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct);

    /// <returns>False when there was no such record.</returns>
    ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct);

    /// <summary>
    /// Changes tables, views, indexes and the stored definitions so that they are <paramref name="change"/>'s. The new snapshot
    /// becomes the current one together with the commit: whoever reads sees all of it or nothing.
    /// </summary>
    /// <exception cref="IndexRefusedException">The database refused an index (existing duplicates, an expression it does not know).</exception>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/> with the raw reason: the change can't be made.</exception>
    ValueTask ChangeSchemaAsync(SchemaChange change, CancellationToken ct);

    /// <summary>
    /// As <see cref="IStorageEngine.SampleViewAsync"/>, on the tables as the transaction has made them. It has seconds at most: other
    /// transactions wait.
    /// </summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/> with the database's reason, or because it takes too long.</exception>
    ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct);

    ValueTask WriteParamAsync(string key, string value, CancellationToken ct);

    /// <summary>Counts one more for a key, within a window of time that begins with its first.</summary>
    /// <param name="key">Whatever is counted.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="window">How long a window is.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>How many there were in the window, this one included.</returns>
    ValueTask<long> CountUpAsync(string key, DateTimeOffset now, TimeSpan window, CancellationToken ct);

    /// <summary>Forgets what was counted for a key.</summary>
    ValueTask ForgetCountAsync(string key, CancellationToken ct);

    /// <summary>Forgets everything whose window has ended.</summary>
    ValueTask ForgetEndedCountsAsync(DateTimeOffset now, CancellationToken ct);
}

/// <summary>The schema changed between binding and running. Internal to the pipe: stages above retry with the new snapshot.</summary>
public sealed class SchemaChangedException() : Exception("the schema changed while the request was on its way");

/// <summary>A unique index refused a value.</summary>
public sealed class UniqueViolationException(IReadOnlyList<string> fields) : Exception("a value must be unique")
{
    /// <summary>All columns of the index that refused.</summary>
    public IReadOnlyList<string> Fields { get; } = fields;
}

/// <summary>The database refused an index of a schema change.</summary>
public sealed class IndexRefusedException(string collectionId, int position, string reason) : Exception(reason)
{
    public string CollectionId { get; } = collectionId;

    /// <summary>In the collection's list of indexes.</summary>
    public int Position { get; } = position;
}
