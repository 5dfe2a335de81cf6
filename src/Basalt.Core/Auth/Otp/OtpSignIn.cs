using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>Signs accounts in by a code that was mailed to them. Source: the protocol, accounts page, section 7.2.</summary>
public sealed class OtpSignIn : ISignInMethod
{
    private const int PasswordBytesAtMost = 71;
    private const int AttemptsOfAddress = 5;
    private const int AttemptsOfRecord = 25; // over all addresses: many of them guess no faster

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(180);

    private readonly IStorageEngine _storage;
    private readonly RecordReader _reader;
    private readonly RecordWriter _writer;
    private readonly PasswordHasher _hasher;
    private readonly TimeProvider _clock;
    private readonly AttemptWindows _own;
    private readonly SharedWindows _shared;

    public OtpSignIn(IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher, TimeProvider clock)
    {
        _storage = storage;
        _reader = reader;
        _writer = writer;
        _hasher = hasher;
        _clock = clock;
        _own = new AttemptWindows(clock, Window);
        _shared = new SharedWindows(storage, clock, Window);
    }

    public string Name => "otp";

    public string RateLimitTag => "authWithOTP";

    public void RequireEnabled(Collection collection) => OtpRequests.RequireEnabled(collection);

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: there is no such code, it is too old, used, or wrong;
    /// <see cref="ErrorKind.TooMany"/>: too many were tried.</exception>
    public async Task<SignInProof> ProveAsync(Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct)
    {
        var (otpId, code) = (form.Text("otpId"), form.Text("password"));
        new AccountForm()
            .Require("otpId", otpId).Length("otpId", otpId, AccountForm.BytesAtMost)
            .Require("password", code).Length("password", code, PasswordBytesAtMost)
            .ThrowIfInvalid();
        var (row, record) = await FindAsync(collection.Id, otpId, ct);
        await RequireFewAttemptsAsync(collection, otpId, record, request.Client, ct);
        if (!await _hasher.VerifyAsync(code, row?.TextOf(OtpRows.Password), ct) || row is null || record is null) throw SignInRefusals.OtpExpired();
        return new SignInProof(await ConsumeAsync(row, record, ct));
    }

    // Both, or neither.
    private ValueTask<(Record? Row, Record? Record)> FindAsync(string collectionId, string otpId, CancellationToken ct) =>
        SchemaRetry.RunAsync<(Record?, Record?)>(_storage, async schema =>
        {
            if (schema.FindById(collectionId) is not { Auth: { } auth } collection) return default;
            var row = await _reader.FindAsync(_storage, schema, schema.Require(SystemCollections.Otps), otpId, ct);
            if (row is null || row.TextOf(AccountRows.CollectionRef) != collectionId || OtpRows.IsExpired(row, auth.Otp, _clock)) return default;
            return await _reader.FindAsync(_storage, schema, collection, row.TextOf(AccountRows.RecordRef), ct) is { } record ? (row, record) : default;
        });

    // Those for nobody are counted too, for each id: else the refusal would tell that there is somebody.
    private async Task RequireFewAttemptsAsync(Collection collection, string otpId, Record? record, SignInClient client, CancellationToken ct)
    {
        var key = record is null ? $"otp/{collection.Id}//{otpId}" : $"otp/{collection.Id}/{record.Id}";
        (string Key, int AtMost)[] keys = [($"{key}/{client.Address}", AttemptsOfAddress), (key, AttemptsOfRecord)];
        var isLeft = true;
        foreach (var (counted, atMost) in keys) isLeft &= _own.TryCount(counted, atMost);
        if (!isLeft || !await _shared.TryCountAsync(isDecoy: record is null, keys, ct)) throw SignInRefusals.TooManyOtpAttempts();
    }

    private async Task<Record> ConsumeAsync(Record row, Record seen, CancellationToken ct)
    {
        // Whoever chose the password of an account whose address was not theirs must not keep it.
        var hash = Verifies(row, seen) && !seen.Collection.Auth!.Mfa.Enabled
            ? await _hasher.HashAsync(RandomText.Of(RandomText.Alphanumeric, 30), ct)
            : null;
        var record = await SchemaRetry.RunAsync(_storage, schema => _writer.TransactAsync(
            schema,
            async session =>
            {
                if (!await session.RemoveAsync(row, ct)) return null; // another request was first
                if (schema.FindById(seen.Collection.Id) is not { IsAuth: true } collection) return null;
                var stored = await _reader.FindAsync(session.Transaction, schema, collection, seen.Id, ct);
                return stored is null || !Verifies(row, stored) ? stored : await VerifyAsync(session, stored, hash, ct);
            },
            ct));
        return record ?? throw SignInRefusals.OtpExpired();
    }

    private static bool Verifies(Record row, Record record) =>
        !record.IsTrue(AuthFields.Verified) && row.TextOf(OtpRows.SentTo) is { Length: > 0 } address && address == record.TextOf(AuthFields.Email);

    private static async ValueTask<Record> VerifyAsync(WriteSession session, Record stored, string? hash, CancellationToken ct)
    {
        var after = stored.Clone();
        after[AuthFields.Verified] = Value.Bool(true);
        if (hash is not null) after[AuthFields.Password] = Value.Text(hash);
        await session.UpdateAsync(stored, after, ct);
        return after;
    }
}
