using Basalt.Auth;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>The checks of a draft that other records decide: free ids, existing relations, the accounts of system rows.</summary>
internal sealed class StoredChecks(RecordReader reader, RecordProbe probe)
{
    /// <param name="errors">What other checks have found so far; a field keeps its first error.</param>
    public async ValueTask CheckAsync(
        IStorageReader storage, SchemaSnapshot schema, ResolvedDraft draft, bool isNew, ErrorTree errors, CancellationToken ct)
    {
        var fields = draft.Collection.Fields;
        if (isNew) await CheckIdAsync(storage, schema, draft.Candidate, errors, ct);
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] is not RelationField relation || !draft.IsSubmitted(i) || errors.Contains(relation.Name)) continue;
            if (draft.Candidate[i] == draft.Before[i]) continue; // stored before: may dangle since an import
            if (await CheckRelationAsync(storage, schema, relation, draft.Candidate[i], ct) is { } error) errors.Add(relation.Name, error);
        }

        if (AccountRows.AreIn(draft.Collection)) await CheckAccountAsync(storage, schema, draft, isNew, errors, ct);
    }

    private async ValueTask CheckIdAsync(
        IStorageReader storage, SchemaSnapshot schema, Record candidate, ErrorTree errors, CancellationToken ct)
    {
        var collection = candidate.Collection;
        var field = collection.Fields[collection.IdOrdinal];
        if (errors.Contains(field.Name)) return;
        // File systems fold case, and records have folders: ids of a pattern with capitals must differ in more than case.
        if (field is TextField { HasCustomIds: true } &&
            await reader.FindByAsync(storage, schema, collection, field, candidate.Id, ignoreCase: true, ct) is not null)
        {
            errors.Add(field.Name, RecordErrors.IdTaken);
        }

        if (collection.IsAuth && await IsOtherAccountAsync(storage, schema, collection, candidate.Id, ct))
        {
            errors.Add(field.Name, RecordErrors.AuthIdTaken);
        }
    }

    private async ValueTask<bool> IsOtherAccountAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, string id, CancellationToken ct)
    {
        foreach (var other in schema.All)
        {
            if (other.IsAuth && other.Id != collection.Id && await probe.ExistsAsync(storage, schema, other, id, ct)) return true;
        }

        return false;
    }

    private async ValueTask<FieldError?> CheckRelationAsync(
        IStorageReader storage, SchemaSnapshot schema, RelationField relation, Value value, CancellationToken ct)
    {
        var ids = ListLikeField.ItemsOf(value);
        if (ids.Count == 0) return null;
        if (schema.FindById(relation.CollectionId) is not { } target) return RecordErrors.MissingTarget;
        return await probe.AllExistAsync(storage, schema, target, ids, ct) ? null : RecordErrors.MissingRelated;
    }

    private async ValueTask CheckAccountAsync(
        IStorageReader storage, SchemaSnapshot schema, ResolvedDraft draft, bool isNew, ErrorTree errors, CancellationToken ct)
    {
        var row = draft.Candidate;
        if (Concerns(draft, isNew, AccountRows.Provider) && !OAuth2ProviderNames.Contains(row.TextOf(AccountRows.Provider)))
        {
            errors.Add(AccountRows.Provider, RecordErrors.UnknownProvider);
        }

        if (!Concerns(draft, isNew, AccountRows.CollectionRef) && !Concerns(draft, isNew, AccountRows.RecordRef)) return;
        var accounts = schema.FindById(row.TextOf(AccountRows.CollectionRef));
        if (accounts is null) errors.Add(AccountRows.CollectionRef, RecordErrors.UnknownAuthCollection);
        else if (!accounts.IsAuth) errors.Add(AccountRows.CollectionRef, RecordErrors.NoAuthCollection);
        else if (!await probe.ExistsAsync(storage, schema, accounts, row.TextOf(AccountRows.RecordRef), ct))
        {
            errors.Add(AccountRows.RecordRef, RecordErrors.UnknownAccount);
        }
    }

    private static bool Concerns(ResolvedDraft draft, bool isNew, string field) =>
        draft.Collection.OrdinalOf(field) is var ordinal and >= 0 && (isNew || draft.IsSubmitted(ordinal));
}
