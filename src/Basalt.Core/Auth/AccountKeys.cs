using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>What an account's tokens are signed with: its own key and its collection's secret. When one changes, whoever came with them is out.</summary>
internal static class AccountKeys
{
    /// <summary>Of two states of the same record.</summary>
    public static bool AreSame(Record one, Record other) =>
        one.TextOf(AuthFields.TokenKey) == other.TextOf(AuthFields.TokenKey) && SecretOf(one.Collection) == SecretOf(other.Collection);

    /// <summary>Whether the record's collection is there, with the secret that it had when the record was read.</summary>
    public static bool AreCurrent(Record record, SchemaSnapshot schema) =>
        schema.FindById(record.Collection.Id) is { IsAuth: true } collection && SecretOf(collection) == SecretOf(record.Collection);

    private static string SecretOf(Collection collection) => collection.Auth!.AuthToken.Secret;
}
