using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>
/// A create: modifiers, rule on the virtual row, account permissions, fields. With a rule that needs no other record and no relation,
/// all that is left for the transaction is one insert.
/// </summary>
internal sealed class CreateWrite : PreparedWrite
{
    private readonly WriteParts _parts;
    private readonly SchemaSnapshot _schema;
    private readonly string _rule;
    private readonly RuleRequest _request;
    private readonly ResolvedDraft _draft;
    private readonly AccountDraft? _account;
    private readonly Record _virtual;
    private readonly Verdict _verdict;
    private readonly ErrorTree _errors;

    /// <exception cref="BasaltException">The collection takes no writes, the rule is locked, or refuses without asking the engine.</exception>
    public CreateWrite(
        WriteParts parts, Credentials credentials, SchemaSnapshot schema, Collection collection, RecordDraft draft, RuleRequest request)
    {
        _parts = parts;
        Credentials = credentials;
        _schema = schema;
        _rule = Authorize(collection, collection.Rules.Create, request.Caller);
        _draft = DraftApplier.Apply(new Record(collection), draft, request.Caller.IsSuperuser);
        _account = AccountDraft.Of(_draft, isNew: true);
        _request = _rule.Length > 0 || _account is not null ? request.WithBody(_draft.Body) : request;
        ServerValues.FillId(_draft.Candidate);
        _virtual = VirtualRow();
        _verdict = parts.Rules.Evaluate(schema, _rule, _virtual, _request);
        if (_verdict == Verdict.Refused) throw RecordErrors.CreateRefused();
        ServerValues.FillTexts(_draft.Candidate);
        _errors = FieldChecks.Check(_draft, isNew: true);
    }

    public Credentials Credentials { get; }

    public override async ValueTask PrepareAsync(IStorageReader committed, bool isAlone, CancellationToken ct)
    {
        var fails = !_errors.IsEmpty || _account is { } account && !account.Check(AccountLevel.Default, false).IsEmpty;
        if (isAlone && (fails || _draft.Passwords.Count > 0)) await DecideAsync(committed, ct);
        if (_errors.IsEmpty) await Credentials.PrepareAsync(_draft.Passwords, ct);
    }

    public override async ValueTask<Record?> RunAsync(WriteSession session, CancellationToken ct)
    {
        if (_draft.Candidate.Collection.IsSuperusers && InstallerAccount.Is(_request.Caller)
            && await _parts.Reader.FindAsync(session.Transaction, _schema, _draft.Candidate.Collection, _request.Caller.Record!.Id, ct) is null)
        {
            throw RecordErrors.Locked(); // another request of the same token was first
        }

        await DecideAsync(session.Transaction, ct);
        Credentials.Apply(_draft);
        try
        {
            await session.InsertAsync(_draft.Candidate, ct);
        }
        catch (UniqueViolationException violation)
        {
            throw RecordErrors.Invalid(RecordErrors.CreateFailed, RecordErrors.NotUnique(violation));
        }

        return _draft.Candidate;
    }

    // Rule, then account permissions alone, then everything else together.
    private async ValueTask DecideAsync(IStorageReader storage, CancellationToken ct)
    {
        if (_verdict == Verdict.NeedsEngine && !await _parts.Rules.SatisfiesAsync(storage, _schema, _rule, _virtual, true, _request, ct))
        {
            throw RecordErrors.CreateRefused();
        }

        if (_account is not null)
        {
            var level = await _parts.Levels.DecideAsync(storage, _schema, _account, _virtual, _request, ct);
            Refuse(_account.Check(level, isOldPasswordRight: false));
        }

        await _parts.Stored.CheckAsync(storage, _schema, _draft, isNew: true, _errors, ct);
        Refuse(_errors);
    }

    private static void Refuse(ErrorTree errors)
    {
        if (!errors.IsEmpty) throw RecordErrors.Invalid(RecordErrors.CreateFailed, errors);
    }

    // What rules see: nothing yet that the server makes, and never a verified state that the rule is there to decide on.
    private Record VirtualRow()
    {
        if (_rule.Length == 0 && _account is null) return _draft.Candidate;
        var row = _draft.Candidate.Clone();
        if (row.Id.Length == 0) row.Id = RandomText.Id();
        if (row.Collection.IsAuth) row[AuthFields.Verified] = Value.Bool(false);
        return row;
    }
}
