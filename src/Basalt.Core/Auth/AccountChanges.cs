using Basalt.Records;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>
/// Changes an account in one transaction, on the condition that its token key is still the one that was seen before: a token that was
/// used up, or voided, on the way changes nothing. Of requests with the same token exactly one passes.
/// </summary>
internal sealed class AccountChanges(IStorageEngine storage, RecordReader reader, RecordWriter writer)
{
    /// <returns>The record as stored, or null when it is gone or has another token key by now.</returns>
    /// <exception cref="UniqueViolationException">Another record has such a value already.</exception>
    public ValueTask<Record?> ApplyAsync(Record seen, Action<Record> change, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(
            schema,
            async session =>
            {
                if (await ReadAsync(session, seen, ct) is not { } stored || stored.TextOf(AuthFields.TokenKey) != seen.TextOf(AuthFields.TokenKey)) return null;
                var after = stored.Clone();
                change(after);
                await session.UpdateAsync(stored, after, ct);
                return after;
            },
            ct));

    private async ValueTask<Record?> ReadAsync(WriteSession session, Record seen, CancellationToken ct) =>
        session.Schema.FindById(seen.Collection.Id) is { IsAuth: true } collection
            ? await reader.FindAsync(session.Transaction, session.Schema, collection, seen.Id, ct)
            : null;
}
