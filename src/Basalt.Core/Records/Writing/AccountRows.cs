using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// The rows of the system collections that belong to one account: open MFA sessions, one-time passwords, linked providers, known
/// origins. Found by a rule, so that their index on both references is used.
/// </summary>
internal sealed class AccountRows(RecordReader reader)
{
    public const string CollectionRef = "collectionRef";
    public const string RecordRef = "recordRef";

    /// <summary>Only of linked providers.</summary>
    public const string Provider = "provider";

    private const string OfCollection = "collectionRef = @request.query.collectionRef";
    private const string OfRecord = OfCollection + " && recordRef = @request.query.recordRef";
    private const string OfCollectionBefore = OfCollection + " && created < @request.query.before";

    private static readonly string[] Names =
        [SystemCollections.Mfas, SystemCollections.Otps, SystemCollections.ExternalAuths, SystemCollections.AuthOrigins];

    public static bool AreIn(Collection collection) =>
        collection.Id is SystemCollections.MfasId or SystemCollections.OtpsId or SystemCollections.ExternalAuthsId or SystemCollections.AuthOriginsId;

    /// <summary>Rows of one system collection.</summary>
    public ValueTask<List<Record>> FindAsync(WriteSession session, string system, Record account, CancellationToken ct) =>
        FindAsync(session.Transaction, session.Schema, system, account, ct);

    /// <inheritdoc cref="FindAsync(WriteSession, string, Record, CancellationToken)"/>
    public ValueTask<List<Record>> FindAsync(IStorageReader storage, SchemaSnapshot schema, string system, Record account, CancellationToken ct) =>
        FindAsync(storage, schema, system, OfRecord, new References(account.Collection.Id, account.Id), ct);

    /// <summary>Rows of all of them.</summary>
    public async ValueTask<List<Record>> FindAllAsync(WriteSession session, Record account, CancellationToken ct)
    {
        var rows = new List<Record>();
        foreach (var name in Names) rows.AddRange(await FindAsync(session, name, account, ct));
        return rows;
    }

    /// <summary>Rows of all of them, for every account of a collection.</summary>
    public async ValueTask<List<Record>> FindAllAsync(WriteSession session, Collection accounts, CancellationToken ct)
    {
        var rows = new List<Record>();
        foreach (var name in Names) rows.AddRange(await FindAsync(session.Transaction, session.Schema, name, OfCollection, new References(accounts.Id, ""), ct));
        return rows;
    }

    /// <summary>Rows of one system collection that were created before a date, of any account of a collection.</summary>
    public ValueTask<List<Record>> FindBeforeAsync(WriteSession session, string system, Collection accounts, string date, int limit, CancellationToken ct) =>
        FindAsync(session.Transaction, session.Schema, system, OfCollectionBefore, new References(accounts.Id, "", date), ct, limit);

    private async ValueTask<List<Record>> FindAsync(
        IStorageReader storage, SchemaSnapshot schema, string system, string rule, References references, CancellationToken ct, int limit = -1)
    {
        // A directory from elsewhere may lack one; then there are no rows to find.
        if (schema.FindByName(system) is not { IsView: false } collection) return [];
        return await reader.FindWhereAsync(storage, schema, collection, rule, new RuleRequest { Query = references }, limit, ct);
    }

    private sealed class References(string collectionId, string recordId, string before = "") : IRequestTexts
    {
        public string? Find(string key) => key switch
        {
            CollectionRef => collectionId,
            RecordRef => recordId,
            "before" => before,
            _ => null,
        };
    }
}
