using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>
/// Joins two sign-ins of one account by different methods. The first leaves a row of <c>_mfas</c>, the second takes it away. Source:
/// the protocol, accounts page, section 8.
/// </summary>
public sealed class MfaSessions(IStorageEngine storage, RecordReader reader, RecordWriter writer, TimeProvider clock)
{
    private const string Method = "method";
    private const string Created = "created";

    /// <returns>The id that the second sign-in must bring.</returns>
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: what was proved does not open the account any more.</exception>
    public async Task<string> BeginAsync(Record target, string method, CancellationToken ct) =>
        await SchemaRetry.RunAsync(storage, async schema =>
        {
            var row = new Record(schema.Require(SystemCollections.Mfas));
            row[AccountRows.CollectionRef] = Value.Text(target.Collection.Id);
            row[AccountRows.RecordRef] = Value.Text(target.Id);
            row[Method] = Value.Text(method);
            return await writer.TransactAsync(
                schema,
                async session =>
                {
                    if (!await IsStillAsync(session, target, ct)) throw SignInRefusals.Failed();
                    await session.InsertAsync(row, ct);
                    return row.Id;
                },
                ct);
        });

    /// <summary>Consumes the row of the first sign-in. Of requests that bring the same id at once exactly one passes.</summary>
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: there is no such row, it is too old, somebody
    /// else's, or of the same method.</exception>
    public async Task FinishAsync(string mfaId, Record target, string method, CancellationToken ct)
    {
        var verdict = await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(
            schema, session => ConsumeAsync(session, mfaId, target, method, ct), ct));
        switch (verdict)
        {
            case Verdict.Expired: throw SignInRefusals.MfaExpired();
            case Verdict.OfAnother: throw SignInRefusals.MfaOfAnother();
            case Verdict.SameMethod: throw SignInRefusals.MfaSameMethod();
            default: return;
        }
    }

    // A proof by a password or a code that was changed away meanwhile is none: its sessions were swept before this one is stored.
    private async ValueTask<bool> IsStillAsync(WriteSession session, Record seen, CancellationToken ct) =>
        session.Schema.FindById(seen.Collection.Id) is { IsAuth: true } collection
        && await reader.FindAsync(session.Transaction, session.Schema, collection, seen.Id, ct) is { } stored && AccountKeys.AreSame(stored, seen);

    // Answers instead of throwing: the deletion of an expired row must be committed.
    private async ValueTask<Verdict> ConsumeAsync(WriteSession session, string mfaId, Record target, string method, CancellationToken ct)
    {
        var rows = session.Schema.Require(SystemCollections.Mfas);
        if (await reader.FindAsync(session.Transaction, session.Schema, rows, mfaId, ct) is not { } row) return Verdict.Expired;
        var isExpired = IsExpired(row, target.Collection.Auth!.Mfa);
        var isOfTarget = row.TextOf(AccountRows.CollectionRef) == target.Collection.Id && row.TextOf(AccountRows.RecordRef) == target.Id;
        if (!isExpired && !isOfTarget) return Verdict.OfAnother;
        if (!isExpired && row.TextOf(Method) == method) return Verdict.SameMethod;
        await session.DeleteAsync(row, ct);
        return isExpired ? Verdict.Expired : Verdict.Consumed;
    }

    // Dates compare as text.
    private bool IsExpired(Record row, MfaOptions options) =>
        string.CompareOrdinal(row.TextOf(Created), ExpiredRows.Limit(clock, options.DurationSeconds)) < 0;

    private enum Verdict
    {
        Consumed,
        Expired,
        OfAnother,
        SameMethod,
    }
}
