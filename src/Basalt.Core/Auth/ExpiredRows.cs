using Basalt.Jobs;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Deletes the one-time passwords, the half-done sign-ins and the counts of attempts whose time is over, once an hour (the protocol, accounts page, section 20).
/// They are worth nothing by then; this only makes room. Rows are read in the transaction that deletes them, so two servers on one database
/// don't trip over each other.
/// </summary>
internal sealed class ExpiredRows(IStorageEngine storage, RecordReader reader, RecordWriter writer, TimeProvider clock)
{
    private const int RowsAtOnce = 500; // other writes wait for a transaction

    private readonly AccountRows _rows = new(reader);

    public IReadOnlyList<Job> Jobs =>
    [
        new("__pbMFACleanup__", CronExpression.Hourly, ct => PurgeAsync(SystemCollections.Mfas, auth => auth.Mfa.DurationSeconds, ct)),
        new("__pbOTPCleanup__", CronExpression.Hourly, ct => PurgeAsync(SystemCollections.Otps, auth => auth.Otp.DurationSeconds, ct)),
        new("__basaltCountsCleanup__", CronExpression.Hourly, PurgeCountsAsync),
    ];

    /// <summary>The date before which what was created is over.</summary>
    public static string Limit(TimeProvider clock, long lifeSeconds) => DateText.Format(clock.GetUtcNow() - TimeSpan.FromSeconds(lifeSeconds));

    private async Task PurgeAsync(string system, Func<AuthOptions, long> lifeSeconds, CancellationToken ct)
    {
        foreach (var id in storage.Schema.All.Where(c => c.IsAuth).Select(c => c.Id))
        {
            while (await PurgeSomeAsync(system, id, lifeSeconds, ct) == RowsAtOnce) ct.ThrowIfCancellationRequested();
        }
    }

    private async Task PurgeCountsAsync(CancellationToken ct) => await SchemaRetry.RunAsync(storage, schema => storage.WriteAsync(
        schema,
        async transaction =>
        {
            await transaction.ForgetEndedCountsAsync(clock.GetUtcNow(), ct);
            return true;
        },
        ct));

    private ValueTask<int> PurgeSomeAsync(string system, string accountsId, Func<AuthOptions, long> lifeSeconds, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(
            schema,
            async session =>
            {
                if (schema.FindById(accountsId) is not { Auth: { } auth } accounts) return 0;
                var expired = await _rows.FindBeforeAsync(session, system, accounts, Limit(clock, lifeSeconds(auth)), RowsAtOnce, ct);
                await session.DeleteAllAsync(expired, ct);
                return expired.Count;
            },
            ct));
}
