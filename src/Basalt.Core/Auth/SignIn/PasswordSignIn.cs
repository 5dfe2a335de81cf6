using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;
using Microsoft.Extensions.Logging;

namespace Basalt.Auth;

/// <summary>Signs accounts in by identity and password. Source: the protocol, accounts page, section 3.</summary>
public sealed class PasswordSignIn : ISignInMethod
{
    private const string Email = "email";

    private readonly IStorageEngine _storage;
    private readonly RecordReader _reader;
    private readonly RecordWriter _writer;
    private readonly PasswordHasher _hasher;
    private readonly AccountLookup _lookup;
    private readonly StoredHashCosts _costs;

    public PasswordSignIn(
        IStorageEngine storage, QueryPlanner planner, RecordReader reader, RecordWriter writer, PasswordHasher hasher, TimeProvider clock,
        ILogger<PasswordSignIn> log)
    {
        _storage = storage;
        _reader = reader;
        _writer = writer;
        _hasher = hasher;
        _lookup = new AccountLookup(reader);
        _costs = new StoredHashCosts(storage, planner, hasher, clock, log);
    }

    public string Name => "password";

    public string RateLimitTag => "authWithPassword";

    public void RequireEnabled(Collection collection)
    {
        if (collection.Auth is not { PasswordAuth.Enabled: true }) throw SignInRefusals.PasswordsAreOff();
    }

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: unknown identity or wrong password, which can't be told apart,
    /// neither by the answer nor by its work.</exception>
    public async Task<SignInProof> ProveAsync(Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct)
    {
        var credentials = new PasswordCredentials(form.Text("identity"), form.Text("password"), form.Text("identityField"));
        credentials.Check(collection.Auth!.PasswordAuth);
        var costs = await _costs.OfAsync(collection, ct);
        var record = await FindAsync(collection.Id, credentials, ct);
        var hash = record?.TextOf(AuthFields.Password) ?? "";
        _costs.Learn(collection, hash);
        var isRight = await _hasher.VerifyAsync(credentials.Password, hash, costs, ct);
        if (!isRight || record is null) throw SignInRefusals.Failed();
        if (PasswordHasher.IsOutdated(hash, credentials.Password)) await RenewHashAsync(record, credentials.Password, ct);
        return new SignInProof(record);
    }

    // The first record found decides; the other fields are looked at all the same, so that their number tells nothing.
    private ValueTask<Record?> FindAsync(string collectionId, PasswordCredentials credentials, CancellationToken ct) =>
        SchemaRetry.RunAsync(_storage, async schema =>
        {
            if (schema.FindById(collectionId) is not { Auth: { } auth } collection) return null;
            Record? first = null;
            foreach (var field in FieldsToTry(auth.PasswordAuth, credentials))
            {
                var found = await _lookup.FindAsync(_storage, schema, collection, field, credentials.Identity, ct);
                first ??= found;
            }

            return first;
        });

    // The password stays the same, so the account's sessions do too. Whoever changed it meanwhile is not undone.
    private async Task RenewHashAsync(Record record, string password, CancellationToken ct)
    {
        var renewed = await _hasher.HashAsync(password, ct);
        await SchemaRetry.RunAsync(_storage, schema => _writer.TransactAsync(
            schema,
            async session =>
            {
                if (schema.FindById(record.Collection.Id) is not { IsAuth: true } collection) return false;
                var stored = await _reader.FindAsync(session.Transaction, schema, collection, record.Id, ct);
                if (stored is null || stored.TextOf(AuthFields.Password) != record.TextOf(AuthFields.Password)) return false;
                var after = stored.Clone();
                after[AuthFields.Password] = Value.Text(renewed);
                await session.RehashAsync(stored, after, ct);
                return true;
            },
            ct));
    }

    private static IEnumerable<string> FieldsToTry(PasswordAuthOptions options, PasswordCredentials credentials)
    {
        if (credentials.IdentityField.Length > 0) return [credentials.IdentityField];
        var others = options.IdentityFields.Where(field => field != Email);
        var withEmail = options.IdentityFields.Contains(Email) && EmailText.IsValid(credentials.Identity);
        return withEmail ? others.Prepend(Email) : others;
    }
}
