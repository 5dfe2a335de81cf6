using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>Signs accounts in by identity and password. Source: the protocol, accounts page, section 3.</summary>
public sealed class PasswordSignIn(IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher) : ISignInMethod
{
    private const string Email = "email";

    private readonly AccountLookup _lookup = new(reader);

    public string Name => "password";

    public void RequireEnabled(Collection collection)
    {
        if (collection.Auth is not { PasswordAuth.Enabled: true }) throw SignInRefusals.PasswordsAreOff();
    }

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: unknown identity or wrong password, which can't be told apart,
    /// neither by the answer nor by its time.</exception>
    public async Task<SignInProof> ProveAsync(Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct)
    {
        var credentials = new PasswordCredentials(form.Text("identity"), form.Text("password"), form.Text("identityField"));
        credentials.Check(collection.Auth!.PasswordAuth);
        var record = await FindAsync(collection.Id, credentials, ct);
        var hash = record?.TextOf(AuthFields.Password);
        // One hash is computed in every case, also when there is no record or it has no password.
        var isRight = await hasher.VerifyAsync(credentials.Password, hash, ct);
        if (!isRight || record is null) throw SignInRefusals.Failed();
        if (PasswordHasher.IsOutdated(hash!, credentials.Password)) await RenewHashAsync(record, credentials.Password, ct);
        return new SignInProof(record);
    }

    private ValueTask<Record?> FindAsync(string collectionId, PasswordCredentials credentials, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, async schema =>
        {
            if (schema.FindById(collectionId) is not { Auth: { } auth } collection) return null;
            foreach (var field in FieldsToTry(auth.PasswordAuth, credentials))
            {
                if (await _lookup.FindAsync(storage, schema, collection, field, credentials.Identity, ct) is { } found) return found;
            }

            return null;
        });

    // The password stays the same, so the account's sessions do too. Whoever changed it meanwhile is not undone.
    private async Task RenewHashAsync(Record record, string password, CancellationToken ct)
    {
        var renewed = await hasher.HashAsync(password, ct);
        await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(
            schema,
            async session =>
            {
                if (schema.FindById(record.Collection.Id) is not { IsAuth: true } collection) return false;
                var stored = await reader.FindAsync(session.Transaction, schema, collection, record.Id, ct);
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
