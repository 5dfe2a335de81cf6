using Basalt.Auth;
using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// Creates, updates and deletes records under the rules of their collection. Each call is one durable transaction; its changes are
/// published after the commit and before the call returns.
/// </summary>
public sealed class RecordWriter
{
    private readonly IStorageEngine _storage;
    private readonly ChangeFeed _changes;
    private readonly WriteParts _parts;
    private readonly SessionParts _session;
    private readonly RecordProbe _probe;

    public RecordWriter(
        IStorageEngine storage, QueryPlanner planner, RecordReader reader, RuleChecker rules, PasswordHasher hasher, ChangeFeed changes,
        TimeProvider clock)
    {
        _storage = storage;
        _changes = changes;
        _probe = new RecordProbe(planner);
        _parts = new WriteParts(reader, rules, new StoredChecks(reader, _probe), new AccountLevels(rules), hasher);
        var accounts = new AccountRows(reader);
        _session = new SessionParts(
            clock, accounts, new AccountSweep(accounts), new RecordCascade(reader, _probe, accounts), new InstallerAccount(reader));
    }

    /// <summary>The record as stored.</summary>
    /// <exception cref="BasaltException">With the kinds and messages of the protocol, records page, sections 3, 6 and 7.</exception>
    public async Task<Record> CreateAsync(Collection collection, RecordDraft draft, RuleRequest request, CancellationToken ct) =>
        (await RunAloneAsync(collection, (schema, current) => Create(schema, current, draft, request), ct))!;

    /// <inheritdoc cref="CreateAsync"/>
    public async Task<Record> UpdateAsync(Collection collection, string id, RecordDraft draft, RuleRequest request, CancellationToken ct) =>
        (await RunAloneAsync(collection, (schema, current) => Update(schema, current, id, draft, request), ct))!;

    /// <exception cref="BasaltException">With the kinds and messages of the protocol, records page, sections 3 and 10.</exception>
    public async Task DeleteAsync(Collection collection, string id, RuleRequest request, CancellationToken ct) =>
        await RunAloneAsync(collection, (schema, current) => Delete(schema, current, id, request), ct);

    /// <summary>
    /// Runs work on records in one durable transaction, apart from rules and validation, and publishes its changes. What needs CPU, such
    /// as hashing a password, must be done before.
    /// </summary>
    /// <exception cref="SchemaChangedException"><paramref name="schema"/> is no longer the current one; nothing was run.</exception>
    public async ValueTask<T> TransactAsync<T>(SchemaSnapshot schema, Func<WriteSession, ValueTask<T>> work, CancellationToken ct)
    {
        WriteSession? session = null;
        var result = await _storage.WriteAsync(
            schema,
            transaction => work(session = new WriteSession(transaction, schema, _session)),
            ct);
        _changes.Publish(session!.Changes);
        return result;
    }

    internal PreparedWrite Create(SchemaSnapshot schema, Collection collection, RecordDraft draft, RuleRequest request) =>
        new CreateWrite(_parts, new Credentials(_parts.Hasher), schema, collection, draft, request);

    internal PreparedWrite Update(SchemaSnapshot schema, Collection collection, string id, RecordDraft draft, RuleRequest request) =>
        new UpdateWrite(_parts, new Credentials(_parts.Hasher), schema, collection, id, draft, request);

    /// <param name="admit">Told what it is, as things stand when it is prepared; may throw.</param>
    internal PreparedWrite Upsert(
        SchemaSnapshot schema, Collection collection, RecordDraft draft, RuleRequest request, Action<Collection, WriteAction> admit) =>
        new UpsertWrite(_parts, _probe, schema, collection, draft, request, admit);

    internal PreparedWrite Delete(SchemaSnapshot schema, Collection collection, string id, RuleRequest request) =>
        new DeleteWrite(_parts, schema, collection, id, request);

    private ValueTask<Record?> RunAloneAsync(Collection collection, Func<SchemaSnapshot, Collection, PreparedWrite> make, CancellationToken ct) =>
        SchemaRetry.RunAsync(_storage, async schema =>
        {
            var current = schema.FindById(collection.Id) ?? throw BasaltException.Missing("collection_missing", "Missing collection context.");
            var write = make(schema, current);
            await write.PrepareAsync(_storage, isAlone: true, ct);
            return await TransactAsync(schema, session => write.RunAsync(session, ct), ct);
        });
}
