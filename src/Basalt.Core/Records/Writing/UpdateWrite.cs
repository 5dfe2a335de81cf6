using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// An update. The stored record is read twice: first outside of the transaction, where most refusals and all password work happen, then
/// inside it, where a record that is still the same needs no second look.
/// </summary>
internal sealed class UpdateWrite : PreparedWrite
{
    private readonly WriteParts _parts;
    private readonly SchemaSnapshot _schema;
    private readonly Collection _collection;
    private readonly string _id;
    private readonly RecordDraft _draft;
    private readonly RuleRequest _request;
    private readonly string _rule;
    private UpdateAttempt? _attempt;

    /// <exception cref="BasaltException">The collection takes no writes, or the rule is locked.</exception>
    public UpdateWrite(
        WriteParts parts, Credentials credentials, SchemaSnapshot schema, Collection collection, string id, RecordDraft draft, RuleRequest request)
    {
        _parts = parts;
        Credentials = credentials;
        _schema = schema;
        _collection = collection;
        _id = id;
        _draft = draft;
        _request = request;
        _rule = Authorize(collection, collection.Rules.Update, request.Caller);
    }

    public Credentials Credentials { get; }

    public override async ValueTask PrepareAsync(IStorageReader committed, bool isAlone, CancellationToken ct)
    {
        if (await _parts.Reader.FindAsync(committed, _schema, _collection, _id, ct) is not { } stored)
        {
            if (isAlone) throw RecordErrors.NoRecord();
            // An earlier write of the transaction may create it.
            await Credentials.PrepareAsync(DraftApplier.Apply(new Record(_collection), _draft, _request.Caller.IsSuperuser).Passwords, ct);
            return;
        }

        _attempt = AttemptOn(stored);
        if (isAlone) await _attempt.PrepareAloneAsync(committed, ct);
        else await _attempt.PrepareAsync(ct);
    }

    public override async ValueTask<Record?> RunAsync(WriteSession session, CancellationToken ct)
    {
        var stored = await _parts.Reader.FindAsync(session.Transaction, _schema, _collection, _id, ct) ?? throw RecordErrors.NoRecord();
        var attempt = _attempt is not null && _attempt.IsOn(stored) ? _attempt : AttemptOn(stored);
        await attempt.DecideAsync(session.Transaction, ct);
        try
        {
            return await attempt.StoreAsync(session, ct);
        }
        catch (UniqueViolationException violation)
        {
            throw RecordErrors.Invalid(RecordErrors.UpdateFailed, RecordErrors.NotUnique(violation));
        }
    }

    private UpdateAttempt AttemptOn(Record stored) =>
        new(_parts, Credentials, _schema, _rule, DraftApplier.Apply(stored, _draft, _request.Caller.IsSuperuser), _request);
}
