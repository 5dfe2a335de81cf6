using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>Signs accounts in by identity and password. Source: the protocol, accounts page, section 3.</summary>
public sealed class PasswordSignIn(IStorageEngine storage, RecordReader reader, PasswordHasher hasher, SignInCompletion completion)
{
    private const string Email = "email";

    private readonly AccountLookup _lookup = new(reader);

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the collection's accounts don't sign in by password.</exception>
    public static void RequireEnabled(Collection collection)
    {
        if (collection.Auth is not { PasswordAuth.Enabled: true }) throw SignInRefusals.PasswordsAreOff();
    }

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: unknown identity or wrong password, which can't be told apart,
    /// neither by the answer nor by its time; <see cref="ErrorKind.Denied"/>: the password is right and the collection's rule says no.</exception>
    public async Task<SignInResult> SignInAsync(Collection collection, PasswordCredentials credentials, SignInRequest request, CancellationToken ct)
    {
        RequireEnabled(collection);
        credentials.Check(collection.Auth!.PasswordAuth);
        var record = await FindAsync(collection.Id, credentials, ct);
        // One hash is computed in every case, also when there is no record or it has no password.
        var isRight = await hasher.VerifyAsync(credentials.Password, record?.TextOf("password"), ct);
        if (!isRight || record is null) throw SignInRefusals.Failed();
        return await completion.CompleteAsync(record, SignInMethod.Password, request, ct);
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

    private static IEnumerable<string> FieldsToTry(PasswordAuthOptions options, PasswordCredentials credentials)
    {
        if (credentials.IdentityField.Length > 0) return [credentials.IdentityField];
        var others = options.IdentityFields.Where(field => field != Email);
        var withEmail = options.IdentityFields.Contains(Email) && EmailText.IsValid(credentials.Identity);
        return withEmail ? others.Prepend(Email) : others;
    }
}
