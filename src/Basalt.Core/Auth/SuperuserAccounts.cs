using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>What the operator of an installation does with superusers, without being one.</summary>
public sealed class SuperuserAccounts(IStorageEngine storage, RecordReader reader, RecordWriter writer, OtpRequests otps)
{
    private readonly AccountLookup _lookup = new(reader);

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: there is one already, or e-mail or password break a rule of
    /// their fields.</exception>
    public async Task CreateAsync(string email, string password, CancellationToken ct)
    {
        if (await FindAsync(email, ct) is not null) throw BasaltException.Invalid("superuser_exists", $"There is a superuser {email} already.");
        await writer.CreateAsync(Superusers(storage.Schema), Draft(("email", email), ("password", password), ("passwordConfirm", password)), AsSuperuser(), ct);
    }

    /// <summary>Sets a new password. Every session of the superuser ends.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Missing"/>: there is none; <see cref="ErrorKind.Invalid"/>: the password
    /// breaks a rule of its field.</exception>
    public async Task UpdateAsync(string email, string password, CancellationToken ct)
    {
        var found = await RequireAsync(email, ct);
        await writer.UpdateAsync(found.Collection, found.Id, Draft(("password", password), ("passwordConfirm", password)), AsSuperuser(), ct);
    }

    /// <summary>Creates the superuser, or sets its password.</summary>
    /// <returns>True when it was created.</returns>
    public async Task<bool> UpsertAsync(string email, string password, CancellationToken ct)
    {
        var isNew = await FindAsync(email, ct) is null;
        await (isNew ? CreateAsync(email, password, ct) : UpdateAsync(email, password, ct));
        return isNew;
    }

    /// <returns>False when there was none.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is the last one.</exception>
    public async Task<bool> DeleteAsync(string email, CancellationToken ct)
    {
        if (await FindAsync(email, ct) is not { } found) return false;
        await writer.DeleteAsync(found.Collection, found.Id, AsSuperuser(), ct);
        return true;
    }

    /// <summary>A one-time password for a superuser who has lost the mailbox.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Missing"/>: there is none; <see cref="ErrorKind.Denied"/>: superusers don't
    /// sign in by one-time password.</exception>
    public async Task<IssuedOtp> IssueOtpAsync(string email, CancellationToken ct) => await otps.IssueAsync(await RequireAsync(email, ct), ct);

    private async Task<Record> RequireAsync(string email, CancellationToken ct) =>
        await FindAsync(email, ct) ?? throw BasaltException.Missing("superuser_missing", $"There is no superuser {email}.");

    private ValueTask<Record?> FindAsync(string email, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => _lookup.FindAsync(storage, schema, Superusers(schema), "email", email, ct));

    // Whoever may run commands on the data directory is above all rules anyway; the rules of the fields hold for everybody.
    private RuleRequest AsSuperuser() => new() { Method = "CLI", Caller = Caller.Of(new Record(Superusers(storage.Schema))) };

    private static Collection Superusers(SchemaSnapshot schema) => schema.Require(SystemCollections.Superusers);

    private static RecordDraft Draft(params ReadOnlySpan<(string Key, string Text)> values)
    {
        var draft = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, text) in values) draft[key] = JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
        return new RecordDraft(draft);
    }
}
