using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Links accounts with identities of providers. Source: the protocol, accounts page, sections 4.1 and 4.2. An account whose address was
/// never shown to be its owner's may have been made by somebody else: before it is linked it loses its password and every other link.
/// </summary>
internal sealed class AccountLinks(IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher)
{
    private const string ProviderId = "providerId";
    private const string ByIdentity = "collectionRef = @request.query.collectionRef && provider = @request.query.provider && providerId = @request.query.providerId";

    private readonly AccountRows _rows = new(reader);

    /// <returns>The id of the linked record, or null.</returns>
    public async ValueTask<string?> FindAsync(Collection collection, string provider, string providerId, CancellationToken ct)
    {
        if (providerId.Length == 0) return null;
        var request = new RuleRequest { Query = new Identity(collection.Id, provider, providerId) };
        var rows = await SchemaRetry.RunAsync(storage, schema =>
            reader.FindWhereAsync(storage, schema, schema.Require(SystemCollections.ExternalAuths), ByIdentity, request, 1, ct));
        return rows is [var row, ..] ? row.TextOf(AccountRows.RecordRef) : null;
    }

    /// <returns>The record as stored, or null when somebody changed meanwhile what the target was chosen for: it must be chosen anew.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unauthenticated"/>: the account asked itself, and was thrown out meanwhile.</exception>
    public async Task<Record?> LinkAsync(LinkTarget target, string provider, OAuth2User user, CancellationToken ct)
    {
        var seen = target.Seen;
        var replacesPassword = !seen.IsTrue(AuthFields.Verified) && target.Reason != LinkReason.Caller;
        var hash = replacesPassword ? await hasher.HashAsync(RandomText.Of(RandomText.Alphanumeric, 30), ct) : null;
        return await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(
            schema,
            async session =>
            {
                if (schema.FindById(seen.Collection.Id) is not { IsAuth: true } collection) return null;
                var stored = await reader.FindAsync(session.Transaction, schema, collection, seen.Id, ct);
                if (stored is null || !await IsStillAsync(session, target, stored, provider, user, ct)) return null;
                var after = stored.IsTrue(AuthFields.Verified) ? stored : await TakeOverAsync(session, stored, hash, user, ct);
                await AddAsync(session, after, provider, user.Id, ct);
                return after;
            },
            ct));
    }

    /// <summary>Stores the link, unless there is that very one.</summary>
    public async ValueTask AddAsync(WriteSession session, Record record, string provider, string providerId, CancellationToken ct)
    {
        var rows = await _rows.FindAsync(session, SystemCollections.ExternalAuths, record, ct);
        var same = rows.Find(row => row.TextOf(AccountRows.Provider) == provider);
        if (same is not null && same.TextOf(ProviderId) == providerId) return;
        if (same is not null) throw Refused(AccountRows.CollectionRef, AccountRows.RecordRef, AccountRows.Provider);
        if (providerId.Length == 0) throw BasaltException.Invalid("account_link_refused", SignInRefusals.Failed().Message, ErrorTree.Of(ProviderId, FieldError.Required));
        var row = new Record(session.Schema.Require(SystemCollections.ExternalAuths));
        row[AccountRows.CollectionRef] = Value.Text(record.Collection.Id);
        row[AccountRows.RecordRef] = Value.Text(record.Id);
        row[AccountRows.Provider] = Value.Text(provider);
        row[ProviderId] = Value.Text(providerId);
        await session.InsertAsync(row, ct);
    }

    // Between the choice and this transaction lies the making of a hash, and before it the provider: time in which an owner may come and throw
    // out whoever made the account for an address that wasn't theirs.
    private async ValueTask<bool> IsStillAsync(WriteSession session, LinkTarget target, Record stored, string provider, OAuth2User user, CancellationToken ct)
    {
        var seen = target.Seen;
        if (target.Reason == LinkReason.Caller) return AccountKeys.AreSame(stored, seen) ? true : throw SignInRefusals.ThrownOut();
        if (stored.IsTrue(AuthFields.Verified) != seen.IsTrue(AuthFields.Verified)) return false;
        if (target.Reason == LinkReason.Address) return stored.TextOf(AuthFields.Email) == seen.TextOf(AuthFields.Email);
        var rows = await _rows.FindAsync(session, SystemCollections.ExternalAuths, stored, ct);
        return rows.Exists(row => row.TextOf(AccountRows.Provider) == provider && row.TextOf(ProviderId) == user.Id);
    }

    private async ValueTask<Record> TakeOverAsync(WriteSession session, Record stored, string? hash, OAuth2User user, CancellationToken ct)
    {
        var after = stored.Clone();
        if (hash is not null) after[AuthFields.Password] = Value.Text(hash);
        await session.DeleteAllAsync(await _rows.FindAsync(session, SystemCollections.ExternalAuths, stored, ct), ct);
        if (stored.TextOf(AuthFields.Email).Length == 0 && user.Email.Length > 0) after[AuthFields.Email] = Value.Text(user.Email);
        var email = after.TextOf(AuthFields.Email);
        if (email.Length == 0 || email == user.Email) after[AuthFields.Verified] = Value.Bool(true);
        await session.UpdateAsync(stored, after, ct);
        return after;
    }

    private static BasaltException Refused(params ReadOnlySpan<string> fields)
    {
        var errors = new ErrorTree();
        foreach (var field in fields) errors.Add(field, FieldError.NotUnique);
        return BasaltException.Invalid("account_link_refused", SignInRefusals.Failed().Message, errors);
    }

    private sealed class Identity(string collectionId, string provider, string providerId) : IRequestTexts
    {
        public string? Find(string key) => key switch
        {
            AccountRows.CollectionRef => collectionId,
            AccountRows.Provider => provider,
            ProviderId => providerId,
            _ => null,
        };
    }
}
