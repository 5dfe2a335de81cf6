using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>A draft on one state of a stored record: rule on that state, account permissions, fields.</summary>
internal sealed class UpdateAttempt
{
    private readonly WriteParts _parts;
    private readonly Credentials _credentials;
    private readonly SchemaSnapshot _schema;
    private readonly string _rule;
    private readonly ResolvedDraft _draft;
    private readonly RuleRequest _request;
    private readonly AccountDraft? _account;
    private readonly Verdict _verdict;
    private readonly ErrorTree _errors;

    public UpdateAttempt(
        WriteParts parts, Credentials credentials, SchemaSnapshot schema, string rule, ResolvedDraft draft, RuleRequest request)
    {
        _parts = parts;
        _credentials = credentials;
        _schema = schema;
        _rule = rule;
        _draft = draft;
        _account = AccountDraft.Of(draft, isNew: false);
        _request = rule.Length > 0 || _account is not null ? request.WithBody(draft.Body) : request;
        _verdict = parts.Rules.Evaluate(schema, rule, draft.Before, _request);
        _errors = FieldChecks.Check(draft, isNew: false);
    }

    /// <summary>True when the stored record is still what this attempt was made on.</summary>
    public bool IsOn(Record stored)
    {
        for (var i = 0; i < stored.Collection.Fields.Length; i++)
        {
            if (stored[i] != _draft.Before[i]) return false;
        }

        return true;
    }

    /// <summary>Refuses what the committed state refuses, before anything is spent on the write.</summary>
    public async ValueTask PrepareAloneAsync(IStorageReader committed, CancellationToken ct)
    {
        if (_verdict == Verdict.Refused) throw RecordErrors.NoRecord();
        var asks = _account is { AsksForManager: true } || _draft.Passwords.Count > 0;
        if (asks || !_errors.IsEmpty || _account is { } account && !account.Check(AccountLevel.Default, true).IsEmpty)
        {
            await AuthorizeAsync(committed, ct);
            if (_account is { NeedsOldPassword: true } && await LevelAsync(_account, committed, ct) == AccountLevel.Default) await ProveAsync(_account, ct);
            await DecideAsync(committed, ct);
        }

        await _credentials.PrepareAsync(_draft.Passwords, ct);
    }

    /// <summary>Password work only: what comes earlier in the transaction may change every refusal.</summary>
    public async ValueTask PrepareAsync(CancellationToken ct)
    {
        if (_account is { NeedsOldPassword: true } && !_request.Caller.IsSuperuser) await ProveAsync(_account, ct);
        await _credentials.PrepareAsync(_draft.Passwords, ct);
    }

    /// <summary>Rule, then account permissions alone, then everything else together.</summary>
    /// <exception cref="BasaltException">Refused.</exception>
    public async ValueTask DecideAsync(IStorageReader storage, CancellationToken ct)
    {
        await AuthorizeAsync(storage, ct);
        if (_account is not null)
        {
            Refuse(_account.Check(await LevelAsync(_account, storage, ct), _credentials.IsProven(_account.OldPassword, StoredHash)));
        }

        await _parts.Stored.CheckAsync(storage, _schema, _draft, isNew: false, _errors, ct);
        Refuse(_errors);
    }

    /// <returns>The record as stored.</returns>
    public async ValueTask<Record> StoreAsync(WriteSession session, CancellationToken ct)
    {
        _credentials.Apply(_draft);
        await session.UpdateAsync(_draft.Before, _draft.Candidate, ct);
        return _draft.Candidate;
    }

    private string StoredHash => _draft.Before.TextOf(AuthFields.Password);

    private async ValueTask AuthorizeAsync(IStorageReader storage, CancellationToken ct)
    {
        var isAllowed = _verdict == Verdict.NeedsEngine
            ? await _parts.Rules.SatisfiesAsync(storage, _schema, _rule, _draft.Before, false, _request, ct)
            : _verdict == Verdict.Allowed;
        if (!isAllowed) throw RecordErrors.NoRecord();
    }

    private ValueTask<AccountLevel> LevelAsync(AccountDraft account, IStorageReader storage, CancellationToken ct) =>
        _parts.Levels.DecideAsync(storage, _schema, account, _draft.Before, _request, ct);

    private ValueTask ProveAsync(AccountDraft account, CancellationToken ct) => _credentials.ProveAsync(account.OldPassword, StoredHash, ct);

    private static void Refuse(ErrorTree errors)
    {
        if (!errors.IsEmpty) throw RecordErrors.Invalid(RecordErrors.UpdateFailed, errors);
    }
}
