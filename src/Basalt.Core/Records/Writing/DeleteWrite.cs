using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>A delete: rule on the stored record, then the record with what follows from it.</summary>
internal sealed class DeleteWrite : PreparedWrite
{
    private readonly WriteParts _parts;
    private readonly SchemaSnapshot _schema;
    private readonly Collection _collection;
    private readonly string _id;
    private readonly RuleRequest _request;
    private readonly string _rule;

    /// <exception cref="BasaltException">The collection takes no writes, or the rule is locked.</exception>
    public DeleteWrite(WriteParts parts, SchemaSnapshot schema, Collection collection, string id, RuleRequest request)
    {
        _parts = parts;
        _schema = schema;
        _collection = collection;
        _id = id;
        _request = request;
        _rule = Authorize(collection, collection.Rules.Delete, request.Caller);
    }

    public override async ValueTask PrepareAsync(IStorageReader committed, bool isAlone, CancellationToken ct)
    {
        if (!isAlone) return;
        var stored = await _parts.Reader.FindAsync(committed, _schema, _collection, _id, ct) ?? throw RecordErrors.NoRecord();
        if (_parts.Rules.Evaluate(_schema, _rule, stored, _request) == Verdict.Refused) throw RecordErrors.NoRecord();
    }

    public override async ValueTask<Record?> RunAsync(WriteSession session, CancellationToken ct)
    {
        var stored = await _parts.Reader.FindAsync(session.Transaction, _schema, _collection, _id, ct) ?? throw RecordErrors.NoRecord();
        if (!await _parts.Rules.SatisfiesAsync(session.Transaction, _schema, _rule, stored, false, _request, ct)) throw RecordErrors.NoRecord();
        try
        {
            await session.DeleteAsync(stored, ct);
        }
        catch (UniqueViolationException violation)
        {
            throw RecordErrors.DeleteRefused(violation); // a reference can't be emptied: another record's is empty already
        }

        return null;
    }
}
