using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Mails one-time passwords. Source: the protocol, accounts page, section 7.1. For an address of nobody the same work is done, down to
/// the commit: a code is made and hashed, its row is stored, and deleted again in the same transaction.
/// </summary>
public sealed class OtpRequests
{
    private const string Digits = "0123456789";
    private const int UnexpiredAtMost = 10;

    private readonly IStorageEngine _storage;
    private readonly RecordReader _reader;
    private readonly RecordWriter _writer;
    private readonly PasswordHasher _hasher;
    private readonly AccountMails _mails;
    private readonly TimeProvider _clock;
    private readonly AccountLookup _lookup;
    private readonly AccountRows _rows;

    public OtpRequests(
        IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher, AccountMails mails, TimeProvider clock)
    {
        _storage = storage;
        _reader = reader;
        _writer = writer;
        _hasher = hasher;
        _mails = mails;
        _clock = clock;
        _lookup = new AccountLookup(reader);
        _rows = new AccountRows(reader);
    }

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the collection's accounts don't sign in this way.</exception>
    public static void RequireEnabled(Collection collection)
    {
        if (collection.Auth is not { Otp.Enabled: true }) throw SignInRefusals.OtpsAreOff();
    }

    /// <returns>The id that the sign-in must bring; of nothing when there is nobody of that address, which can't be told.</returns>
    public async Task<string> RequestAsync(Collection collection, string email, CancellationToken ct)
    {
        new AccountForm().Email(AuthFields.Email, email).ThrowIfInvalid();
        var record = await _lookup.FindByEmailAsync(_storage, collection, email, ct);
        var code = RandomText.Of(Digits, collection.Auth!.Otp.Length);
        var hash = await _hasher.HashAsync(code, ct);
        var seen = record ?? Nobody(collection);
        var (id, isNew, isSomebody) = await SchemaRetry.RunAsync(_storage, schema => _writer.TransactAsync(
            schema,
            async session =>
            {
                var isStill = await IsStillAsync(session, seen, ct);
                var (stored, isNew) = await StoreAsync(session, isStill ? seen : Nobody(collection), isDecoy: !isStill, hash, ct);
                return (stored, isNew, isStill);
            },
            ct));
        if (isSomebody && isNew) _mails.SendOtp(seen, id, code, () => NoteSentAsync(id, seen.TextOf(AuthFields.Email)), () => DropAsync(id));
        return id;
    }

    /// <summary>A code for an account whose owner can't be reached by mail; whoever asks gives it on.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the collection's accounts don't sign in this way.</exception>
    public async Task<IssuedOtp> IssueAsync(Record account, CancellationToken ct)
    {
        RequireEnabled(account.Collection);
        var options = account.Collection.Auth!.Otp;
        var code = RandomText.Of(Digits, options.Length);
        var hash = await _hasher.HashAsync(code, ct);
        var id = await SchemaRetry.RunAsync(_storage, schema => _writer.TransactAsync(
            schema,
            async session =>
            {
                var row = RowOf(session, account, hash);
                await session.InsertAsync(row, ct);
                return row.Id;
            },
            ct));
        return new IssuedOtp(id, code, options.DurationSeconds);
    }

    // The code was hashed meanwhile, which may have waited: it must not go to an address that the account has no more.
    private async ValueTask<bool> IsStillAsync(WriteSession session, Record seen, CancellationToken ct) =>
        session.Schema.FindById(seen.Collection.Id) is { IsAuth: true } collection
        && await _reader.FindAsync(session.Transaction, session.Schema, collection, seen.Id, ct) is { } stored
        && AccountKeys.AreSame(stored, seen) && stored.TextOf(AuthFields.Email) == seen.TextOf(AuthFields.Email);

    private static Record Nobody(Collection collection) => new(collection) { Id = RandomText.Id() };

    private async ValueTask<(string Id, bool IsNew)> StoreAsync(WriteSession session, Record account, bool isDecoy, string hash, CancellationToken ct)
    {
        var known = await _rows.FindAsync(session, SystemCollections.Otps, account, ct);
        var unexpired = known.Where(row => !OtpRows.IsExpired(row, account.Collection.Auth!.Otp, _clock)).ToList();
        if (unexpired.Count >= UnexpiredAtMost) return (unexpired.MaxBy(row => row.TextOf(OtpRows.Created), StringComparer.Ordinal)!.Id, false);
        var row = RowOf(session, account, hash);
        if (isDecoy)
        {
            // Beside the session: nobody is to be told of it.
            await session.Transaction.InsertAsync(row, ct);
            await session.Transaction.DeleteAsync(row.Collection, row.Id, ct);
        }
        else
        {
            await session.InsertAsync(row, ct);
        }

        return (row.Id, true);
    }

    private static Record RowOf(WriteSession session, Record account, string hash)
    {
        var row = new Record(session.Schema.Require(SystemCollections.Otps)) { Id = RandomText.Id() };
        row[AccountRows.CollectionRef] = Value.Text(account.Collection.Id);
        row[AccountRows.RecordRef] = Value.Text(account.Id);
        row[OtpRows.Password] = Value.Text(hash);
        return row;
    }

    // The address is noted when the mail was accepted: only a code that went there shows that the account can read it.
    private async Task NoteSentAsync(string id, string address) => await WithRowAsync(id, async (session, row) =>
    {
        if (row.TextOf(OtpRows.SentTo).Length > 0) return;
        var after = row.Clone();
        after[OtpRows.SentTo] = Value.Text(address);
        await session.UpdateAsync(row, after, CancellationToken.None);
    });

    private async Task DropAsync(string id) => await WithRowAsync(id, (session, row) => session.DeleteAsync(row, CancellationToken.None));

    private ValueTask<bool> WithRowAsync(string id, Func<WriteSession, Record, ValueTask> work) =>
        SchemaRetry.RunAsync(_storage, schema => _writer.TransactAsync(
            schema,
            async session =>
            {
                var row = await _reader.FindAsync(session.Transaction, schema, schema.Require(SystemCollections.Otps), id, CancellationToken.None);
                if (row is not null) await work(session, row);
                return row is not null;
            },
            CancellationToken.None));
}

/// <param name="Id">What the sign-in must bring beside the code.</param>
/// <param name="Code">Digits; kept nowhere.</param>
/// <param name="DurationSeconds">How long it is good.</param>
public sealed record IssuedOtp(string Id, string Code, long DurationSeconds);
