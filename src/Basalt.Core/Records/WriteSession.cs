using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>
/// Changes of records inside one transaction, apart from rules and validation, with everything that follows from them: server-set
/// values, swept account rows, cascades. Remembers the changes, which are published after the commit.
/// </summary>
public sealed class WriteSession
{
    private readonly SessionParts _parts;
    private readonly List<RecordChange> _changes = [];

    internal WriteSession(IStorageTransaction transaction, SchemaSnapshot schema, SessionParts parts)
    {
        Transaction = transaction;
        Schema = schema;
        _parts = parts;
        Now = DateText.Now(parts.Clock);
    }

    /// <summary>Reads see the session's own changes.</summary>
    public IStorageTransaction Transaction { get; }

    /// <summary>The snapshot that all records of this session belong to.</summary>
    public SchemaSnapshot Schema { get; }

    /// <summary>The moment of every autodate that this session sets.</summary>
    public string Now { get; }

    public IReadOnlyList<RecordChange> Changes => _changes;

    /// <summary>Stores a new record. Missing id, generated texts, token key and autodates are set on it; passwords must be hashes.</summary>
    /// <exception cref="UniqueViolationException">The id or a unique index has such a value already.</exception>
    public async ValueTask InsertAsync(Record record, CancellationToken ct)
    {
        ServerValues.FillId(record);
        ServerValues.FillTexts(record);
        ServerValues.SetDates(record, isNew: true, Now);
        if (record.Collection.IsSuperusers) record[AuthFields.Verified] = Value.Bool(true);
        await Transaction.InsertAsync(record, ct);
        _changes.Add(new RecordChange(ChangeKind.Created, record));
        if (record.Collection.IsSuperusers) await _parts.Installer.RemoveAfterAsync(this, record, ct);
    }

    /// <summary>
    /// Stores what differs between two states of a record. Autodates are set on <paramref name="after"/>; of an account also a new token
    /// key where the change asks for one, and its rows that the change makes void are deleted.
    /// </summary>
    /// <param name="before">As it is stored now.</param>
    /// <exception cref="UniqueViolationException">A unique index has such a value already.</exception>
    public async ValueTask UpdateAsync(Record before, Record after, CancellationToken ct)
    {
        ServerValues.SetDates(after, isNew: false, Now);
        if (after.Collection.IsSuperusers) after[AuthFields.Verified] = Value.Bool(true);
        if (after.Collection.IsAuth) await _parts.Sweep.ApplyAsync(this, before, after, ct);
        await StoreAsync(before, after, ct);
        _changes.Add(new RecordChange(ChangeKind.Updated, after, before));
    }

    /// <summary>Replaces a hash by another one of the same password: the account's tokens stay valid, nothing is published.</summary>
    public ValueTask RehashAsync(Record before, Record after, CancellationToken ct) => StoreAsync(before, after, ct);

    /// <summary>Deletes a record and everything that goes with it.</summary>
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: a required relation refers to it, or it is the last
    /// superuser.</exception>
    public ValueTask DeleteAsync(Record record, CancellationToken ct) => _parts.Cascade.DeleteAsync(this, [record], ct);

    /// <inheritdoc cref="DeleteAsync"/>
    public ValueTask DeleteAllAsync(IReadOnlyList<Record> records, CancellationToken ct) => _parts.Cascade.DeleteAsync(this, records, ct);

    /// <summary>Deletes every record of a collection. References between its own records don't count.</summary>
    /// <inheritdoc cref="DeleteAsync" path="/exception"/>
    public ValueTask TruncateAsync(Collection collection, CancellationToken ct) => _parts.Cascade.TruncateAsync(this, collection, ct);

    /// <summary>Deletes the sessions, codes, links and origins of every account of a collection that is about to go.</summary>
    public async ValueTask ForgetAccountsAsync(Collection accounts, CancellationToken ct) =>
        await DeleteAllAsync(await _parts.Accounts.FindAllAsync(this, accounts, ct), ct);

    /// <summary>The row alone, without what follows.</summary>
    /// <returns>False when it was gone already.</returns>
    internal async ValueTask<bool> RemoveAsync(Record record, CancellationToken ct)
    {
        if (!await Transaction.DeleteAsync(record.Collection, record.Id, ct)) return false;
        _changes.Add(new RecordChange(ChangeKind.Deleted, record));
        return true;
    }

    private ValueTask StoreAsync(Record before, Record after, CancellationToken ct)
    {
        var changed = new List<int>();
        for (var i = 0; i < after.Collection.Fields.Length; i++)
        {
            if (after[i] != before[i]) changed.Add(i);
        }

        return changed.Count == 0 ? default : Transaction.UpdateAsync(after, changed.ToArray(), ct);
    }
}

/// <summary>What sessions share.</summary>
internal sealed record SessionParts(TimeProvider Clock, AccountRows Accounts, AccountSweep Sweep, RecordCascade Cascade, InstallerAccount Installer);
