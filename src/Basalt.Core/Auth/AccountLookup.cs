using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>Finds an account by what identifies it: its e-mail, or another field with a unique index.</summary>
internal sealed class AccountLookup(RecordReader reader)
{
    /// <summary>The record with that value: exact, unless the field's own unique index ignores the case of ASCII letters.</summary>
    public ValueTask<Record?> FindAsync(
        IStorageReader storage, SchemaSnapshot schema, Collection collection, string field, string value, CancellationToken ct)
    {
        if (value.Length == 0 || collection.FindField(field) is not { } found) return new((Record?)null); // "" identifies nobody
        return reader.FindByAsync(storage, schema, collection, found, value, IgnoresCase(collection, field), ct);
    }

    /// <summary>The account of an address, as the schema is now; never the placeholder of an installer, who has no mailbox.</summary>
    public ValueTask<Record?> FindByEmailAsync(IStorageEngine storage, Collection collection, string email, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => schema.FindById(collection.Id) is { IsAuth: true } current && email != InstallerAccount.Email
            ? FindAsync(storage, schema, current, AuthFields.Email, email, ct)
            : new ValueTask<Record?>((Record?)null));

    private static bool IgnoresCase(Collection collection, string field) =>
        collection.UniqueIndexOn(field) is { Columns: [{ Collation: var collation }] } && collation.Equals("NOCASE", StringComparison.OrdinalIgnoreCase);
}
