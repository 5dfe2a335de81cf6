using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>An update of the record whose id is submitted, when there is one, else a create. Which, only the transaction can tell.</summary>
internal sealed class UpsertWrite(
    WriteParts parts, RecordProbe probe, SchemaSnapshot schema, Collection collection, RecordDraft draft, RuleRequest request,
    Action<Collection, WriteAction> admit) : PreparedWrite
{
    private readonly Credentials _credentials = new(parts.Hasher);
    private PreparedWrite? _prepared;
    private bool _isUpdatePrepared;

    public override async ValueTask PrepareAsync(IStorageReader committed, bool isAlone, CancellationToken ct)
    {
        _isUpdatePrepared = await IsUpdateAsync(committed, ct);
        admit(collection, _isUpdatePrepared ? WriteAction.Update : WriteAction.Create);
        // Either way the password needs its hash, and the transaction may still turn a create into an update.
        var isOpen = request.Caller.IsSuperuser || collection.Rules.Create is not null || collection.Rules.Update is not null;
        if (isOpen) await _credentials.PrepareAsync(DraftApplier.Apply(new Record(collection), draft, request.Caller.IsSuperuser).Passwords, ct);
        try
        {
            _prepared = Make(_isUpdatePrepared);
            await _prepared.PrepareAsync(committed, isAlone: false, ct);
        }
        catch (BasaltException)
        {
            _prepared = null; // refused as things stand; the run decides anew what stands then, and refuses itself
        }
    }

    public override async ValueTask<Record?> RunAsync(WriteSession session, CancellationToken ct)
    {
        var isUpdate = await IsUpdateAsync(session.Transaction, ct);
        var write = _prepared is not null && isUpdate == _isUpdatePrepared ? _prepared : Make(isUpdate);
        return await write.RunAsync(session, ct);
    }

    private PreparedWrite Make(bool isUpdate) => isUpdate
        ? new UpdateWrite(parts, _credentials, schema, collection, Id, draft, request.WithMethod("PATCH"))
        : new CreateWrite(parts, _credentials, schema, collection, draft, request.WithMethod("POST"));

    private string Id => draft.Values.TryGetValue("id", out var id) && collection.Fields[collection.IdOrdinal].Coerce(id) is { Kind: ValueKind.Text } text
        ? text.AsText()
        : "";

    // Rules play no part here: whether a record exists shows in the status in any case.
    private async ValueTask<bool> IsUpdateAsync(IStorageReader storage, CancellationToken ct) =>
        !collection.IsView && Id.Length > 0 && await probe.ExistsAsync(storage, schema, collection, Id, ct);
}
