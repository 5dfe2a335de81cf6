using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Several writes as one: all of them in one transaction, or none. Each sees what those before it did.</summary>
public sealed class RecordBatch(IStorageEngine storage, RecordWriter writer)
{
    /// <returns>For each write the record as stored, or null after a delete.</returns>
    /// <exception cref="BatchFailedException">The first write that was refused; nothing was done.</exception>
    /// <exception cref="OperationCanceledException">Before the commit; nothing was done.</exception>
    public ValueTask<IReadOnlyList<Record?>> RunAsync(IReadOnlyList<BatchWrite> writes, CancellationToken ct) => RunAsync(writes, null, ct);

    /// <param name="admission">Asked about each item in turn, until one is refused; null lets all in.</param>
    /// <inheritdoc cref="RunAsync(IReadOnlyList{BatchWrite}, CancellationToken)"/>
    internal ValueTask<IReadOnlyList<Record?>> RunAsync(IReadOnlyList<BatchWrite> writes, BatchAdmission? admission, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, async schema =>
        {
            var prepared = await PrepareAsync(schema, writes, admission, ct);
            return await writer.TransactAsync(schema, session => RunAsync(session, prepared, ct), ct);
        });

    // Stops at the first write that can't even be prepared: the transaction ends there, unless one before it fails.
    private async Task<List<Prepared>> PrepareAsync(
        SchemaSnapshot schema, IReadOnlyList<BatchWrite> writes, BatchAdmission? admission, CancellationToken ct)
    {
        var prepared = new List<Prepared>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            try
            {
                var made = Make(schema, writes[i], new Turn(i, admission));
                await made.PrepareAsync(storage, isAlone: false, ct);
                prepared.Add(new Prepared(made, null));
            }
            catch (BasaltException refusal) when (refusal.Kind != ErrorKind.Unavailable)
            {
                prepared.Add(new Prepared(null, refusal));
                break;
            }
        }

        return prepared;
    }

    private static async ValueTask<IReadOnlyList<Record?>> RunAsync(WriteSession session, List<Prepared> writes, CancellationToken ct)
    {
        var records = new List<Record?>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            if (writes[i].Write is not { } write) throw new BatchFailedException(i, writes[i].Refusal!);
            try
            {
                records.Add(await write.RunAsync(session, ct));
            }
            catch (BasaltException refusal) when (refusal.Kind != ErrorKind.Unavailable)
            {
                throw new BatchFailedException(i, refusal);
            }
        }

        return records;
    }

    private PreparedWrite Make(SchemaSnapshot schema, BatchWrite write, Turn turn) => write switch
    {
        BatchWrite.Create create => writer.Create(
            schema, turn.Admit(Find(schema, create.Collection), WriteAction.Create), create.Draft, create.Request),
        BatchWrite.Update update => writer.Update(
            schema, turn.Admit(Find(schema, update.Collection), WriteAction.Update), update.Id, update.Draft, update.Request),
        BatchWrite.Upsert upsert => writer.Upsert(
            schema, Find(schema, upsert.Collection), upsert.Draft, upsert.Request, (collection, action) => turn.Admit(collection, action)),
        BatchWrite.Delete delete => writer.Delete(
            schema, turn.Admit(Find(schema, delete.Collection), WriteAction.Delete), delete.Id, delete.Request),
        BatchWrite.Refused refused => throw refused.Refusal,
        _ => throw new InvalidOperationException("the actions are closed"),
    };

    private static Collection Find(SchemaSnapshot schema, string idOrName) =>
        schema.Find(idOrName) ?? throw BasaltException.Missing("collection_missing", "Missing collection context.");

    private readonly record struct Turn(int Index, BatchAdmission? Admission)
    {
        // A view takes no writes, which the write itself says.
        public Collection Admit(Collection collection, WriteAction action)
        {
            if (!collection.IsView) Admission?.Invoke(Index, collection, action);
            return collection;
        }
    }

    private sealed record Prepared(PreparedWrite? Write, BasaltException? Refusal);
}
