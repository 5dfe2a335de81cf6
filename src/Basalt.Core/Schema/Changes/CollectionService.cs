using System.Collections.Immutable;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Settings;
using Basalt.Storage;
using Basalt.Text;
using Microsoft.Extensions.Logging;

namespace Basalt.Schema;

/// <summary>
/// Changes the schema for a superuser: who that is has been decided before. Every call is one transaction; other requests see the
/// schema before it or after it, never between.
/// </summary>
#pragma warning disable CA1001 // a semaphore whose handle nobody asks for holds nothing to release
public sealed class CollectionService(
    IStorageEngine storage, RecordWriter records, SettingsStore settings, TimeProvider clock, ILogger<CollectionService> log)
#pragma warning restore CA1001
{
    private const string InvalidFormat = "Failed to load the submitted data due to invalid formatting.";

    // Changes of the schema that run side by side would each make the others begin anew.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>By id or name.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Missing"/>.</exception>
    public Collection Find(string idOrName) => Find(storage.Schema, idOrName);

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>, with the messages and codes of the protocol, collections page.</exception>
    public Task<Collection> CreateAsync(IReadOnlyDictionary<string, JsonElement> body, CancellationToken ct)
    {
        var json = new JsonMembers(body);
        var type = Read(() => CollectionDraft.TypeOf(json), "Failed to load the collection type data due to invalid formatting.");
        var draft = Read(() => CollectionDraft.New(type).Overlay(json), InvalidFormat);
        return SaveOneAsync(_ => new SaveRequest(draft, null), "Failed to create collection.", ct);
    }

    /// <inheritdoc cref="CreateAsync"/>
    public Task<Collection> UpdateAsync(string idOrName, IReadOnlyDictionary<string, JsonElement> body, CancellationToken ct)
    {
        var id = Find(idOrName).Id; // a rename on the way must not lead to another collection
        return SaveOneAsync(
            schema =>
            {
                var before = Find(schema, id);
                return new SaveRequest(Read(() => CollectionDraft.Of(before).Overlay(new JsonMembers(body)), InvalidFormat), before);
            },
            "Failed to update collection.",
            ct);
    }

    /// <summary>Deletes a collection with its records.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is needed.</exception>
    public Task DeleteAsync(string idOrName, CancellationToken ct)
    {
        var id = Find(idOrName).Id;
        return TransactAsync(
            async (session, steps) =>
            {
                await new CollectionRemover(session, steps).RemoveAsync(Find(session.Schema, id), ct);
                return true;
            },
            ct);
    }

    /// <summary>Deletes all records of a collection, with everything that goes with each.</summary>
    /// <inheritdoc cref="DeleteAsync" path="/exception"/>
    public Task TruncateAsync(string idOrName, CancellationToken ct)
    {
        var id = Find(idOrName).Id;
        return TransactAsync(
            async (session, _) =>
            {
                await CollectionRemover.TruncateAsync(session, Find(session.Schema, id), ct);
                return true;
            },
            ct);
    }

    /// <summary>Creates, changes and, when asked to, deletes collections, all or nothing.</summary>
    /// <inheritdoc cref="CreateAsync" path="/exception"/>
    public Task ImportAsync(IReadOnlyDictionary<string, JsonElement> body, CancellationToken ct)
    {
        var import = Read(() => CollectionImport.Read(new JsonMembers(body)), InvalidFormat);
        return TransactAsync(
            async (session, steps) =>
            {
                try
                {
                    var (requests, deleted) = import.Plan(session.Schema);
                    foreach (var collection in deleted.Where(c => c.IsAuth)) await session.ForgetAccountsAsync(collection, ct);
                    await SaveAsync(steps, requests, deleted, ct);
                    return true;
                }
                catch (SchemaRefusal refusal)
                {
                    throw CollectionImport.Failed(refusal);
                }
            },
            ct);
    }

    /// <summary>Runs a query as a view would, without saving anything and without holding up whoever writes.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is empty, too long or can't be a view.</exception>
    public async Task<ViewDryRun> DryRunViewAsync(IReadOnlyDictionary<string, JsonElement> body, CancellationToken ct)
    {
        var query = Read(() => ViewDryRun.ReadQuery(new JsonMembers(body)), InvalidFormat);
        return await SchemaRetry.RunAsync(storage, schema => ViewDryRun.RunAsync(storage, schema, query, ct));
    }

    private Task<Collection> SaveOneAsync(Func<SchemaSnapshot, SaveRequest> request, string failure, CancellationToken ct) => TransactAsync(
        async (session, steps) =>
        {
            try
            {
                return (await SaveAsync(steps, [request(session.Schema)], [], ct))[0];
            }
            catch (SchemaRefusal refusal)
            {
                throw refusal.Errors is { } errors
                    ? BasaltException.Invalid("collection_invalid", failure, errors, refusal)
                    : BasaltException.Invalid("collection_refused", $"{failure} Raw error: \n{refusal.Reason}", inner: refusal);
            }
        },
        ct);

    private async ValueTask<ImmutableArray<Collection>> SaveAsync(
        SchemaSteps steps, IReadOnlyList<SaveRequest> requests, IReadOnlyCollection<Collection> deleted, CancellationToken ct)
    {
        var saved = await new SchemaSaver(steps, DateText.Now(clock), log).SaveAsync(requests, deleted, ct);
        foreach (var (request, after) in requests.Zip(saved))
        {
            var (old, name) = (request.Before?.Name.ToString(), after.Name.ToString());
            if (old is not null && old != name) await settings.RenameCollectionAsync(steps.Transaction, old, name, ct);
        }

        return saved;
    }

    private async Task<T> TransactAsync<T>(Func<WriteSession, SchemaSteps, ValueTask<T>> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await SchemaRetry.RunAsync(
                storage, schema => records.TransactAsync(schema, session => work(session, new SchemaSteps(session.Transaction, schema)), ct));
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Collection Find(SchemaSnapshot schema, string idOrName) =>
        schema.Find(idOrName) ?? throw BasaltException.Missing("collection_missing");

    private static T Read<T>(Func<T> read, string failure)
    {
        try
        {
            return read();
        }
        catch (FormatException malformed)
        {
            throw BasaltException.Invalid("invalid_format", failure, inner: malformed);
        }
    }
}
