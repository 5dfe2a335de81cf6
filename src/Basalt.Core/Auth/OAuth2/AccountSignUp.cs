using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Makes an account for an identity that has none: an ordinary create under the collection's rules, and the link, in one transaction.
/// Source: the protocol, accounts page, section 4.3.
/// </summary>
internal sealed class AccountSignUp(IStorageEngine storage, RecordWriter writer, AccountLookup lookup, AccountLinks links)
{
    private const int PasswordChars = 30;

    /// <returns>The record as stored.</returns>
    public async Task<Record> CreateAsync(
        Collection collection, string provider, OAuth2User user, IReadOnlyDictionary<string, JsonElement> createData, RuleRequest request, CancellationToken ct) =>
        await SchemaRetry.RunAsync(storage, async schema =>
        {
            var current = schema.FindById(collection.Id) ?? throw BasaltException.Missing("collection_missing");
            var values = await ValuesAsync(schema, current, user, createData, ct);
            var draft = new RecordDraft(values) { HasGeneratedPassword = !createData.ContainsKey(AuthFields.Password) };
            var asCreate = new RuleRequest { Context = request.Context, Method = "POST", Caller = request.Caller, Headers = request.Headers };
            var write = writer.Create(schema, current, draft, asCreate);
            await write.PrepareAsync(storage, isAlone: true, ct);
            return await writer.TransactAsync(schema, session => StoreAsync(session, write, provider, user, ct), ct);
        });

    private async ValueTask<Record> StoreAsync(WriteSession session, PreparedWrite write, string provider, OAuth2User user, CancellationToken ct)
    {
        var created = (await write.RunAsync(session, ct))!;
        var record = created;
        if (!created.IsTrue(AuthFields.Verified) && created.TextOf(AuthFields.Email) == user.Email)
        {
            record = created.Clone();
            record[AuthFields.Verified] = Value.Bool(true);
            await session.UpdateAsync(created, record, ct);
        }

        await links.AddAsync(session, record, provider, user.Id, ct);
        return record;
    }

    private async ValueTask<Dictionary<string, JsonElement>> ValuesAsync(
        SchemaSnapshot schema, Collection collection, OAuth2User user, IReadOnlyDictionary<string, JsonElement> createData, CancellationToken ct)
    {
        var values = new Dictionary<string, JsonElement>(createData, StringComparer.Ordinal);
        var mapped = collection.Auth!.OAuth2.MappedFields;
        if (!(values.TryGetValue(AuthFields.Email, out var email) && email.ValueKind == JsonValueKind.String && !email.ValueEquals(""u8))) values[AuthFields.Email] = Text(user.Email);
        AddIfAbsent(mapped.Id, user.Id);
        AddIfAbsent(mapped.Name, user.Name);
        // Pictures as files come with uploads; a field of another type takes the address.
        if (user.AvatarUrl.Length > 0 && collection.FindField(mapped.AvatarUrl) is not FileField) AddIfAbsent(mapped.AvatarUrl, user.AvatarUrl);
        if (await IsUsableAsync(schema, collection, mapped.Username, user.Username, ct)) AddIfAbsent(mapped.Username, user.Username);
        if (!values.ContainsKey(AuthFields.Password))
        {
            values[AuthFields.Password] = values[AuthFields.PasswordConfirm] = Text(RandomText.Of(RandomText.Alphanumeric, PasswordChars));
        }

        return values;

        void AddIfAbsent(string field, string text)
        {
            if (field.Length > 0 && collection.FindField(field) is not null) values.TryAdd(field, Text(text));
        }
    }

    // Else it is left out, and the field may make a value of its own.
    private async ValueTask<bool> IsUsableAsync(SchemaSnapshot schema, Collection collection, string field, string username, CancellationToken ct)
    {
        if (username.Length == 0 || collection.FindField(field) is not { } found || found is TextField text && text.Check(Value.Text(username)) is not null) return false;
        return collection.UniqueIndexOn(field) is null || await lookup.FindAsync(storage, schema, collection, found.Name, username, ct) is null;
    }

    private static JsonElement Text(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
