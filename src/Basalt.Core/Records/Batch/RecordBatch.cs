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
    public ValueTask<IReadOnlyList<Record?>> RunAsync(IReadOnlyList<BatchWrite> writes, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, async schema =>
        {
            var prepared = await PrepareAsync(schema, writes, ct);
            return await writer.TransactAsync(schema, session => RunAsync(session, prepared, ct), ct);
        });

    // Stops at the first write that can't even be prepared: the transaction ends there, unless one before it fails.
    private async Task<List<Prepared>> PrepareAsync(SchemaSnapshot schema, IReadOnlyList<BatchWrite> writes, CancellationToken ct)
    {
        var prepared = new List<Prepared>(writes.Count);
        foreach (var write in writes)
        {
            try
            {
                var made = Make(schema, write);
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

    private PreparedWrite Make(SchemaSnapshot schema, BatchWrite write) => write switch
    {
        BatchWrite.Create create => writer.Create(schema, Find(schema, create.Collection), create.Draft, create.Request),
        BatchWrite.Update update => writer.Update(schema, Find(schema, update.Collection), update.Id, update.Draft, update.Request),
        BatchWrite.Upsert upsert => writer.Upsert(schema, Find(schema, upsert.Collection), upsert.Draft, upsert.Request),
        BatchWrite.Delete delete => writer.Delete(schema, Find(schema, delete.Collection), delete.Id, delete.Request),
        BatchWrite.Refused refused => throw refused.Refusal,
        _ => throw new InvalidOperationException("the actions are closed"),
    };

    private static Collection Find(SchemaSnapshot schema, string idOrName) =>
        schema.Find(idOrName) ?? throw BasaltException.Missing("collection_missing", "Missing collection context.");

    private sealed record Prepared(PreparedWrite? Write, BasaltException? Refusal);
}
