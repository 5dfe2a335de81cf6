using Basalt.Auth;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>
/// One create, update or delete on its way: bound to a schema when made, prepared without a transaction, then run inside one. Everything
/// that needs no stored data happens before the run, on the request's own thread.
/// </summary>
internal abstract class PreparedWrite
{
    /// <summary>
    /// Work that a transaction must not wait for, and refusals that are certain already.
    /// </summary>
    /// <param name="committed">The last committed state.</param>
    /// <param name="isAlone">
    /// Whether nothing comes before this write in its transaction: then what the committed state refuses may be refused at once.
    /// </param>
    public abstract ValueTask PrepareAsync(IStorageReader committed, bool isAlone, CancellationToken ct);

    /// <returns>The record as stored, or null after a delete.</returns>
    /// <exception cref="BasaltException">Refused; the transaction must not be committed.</exception>
    public abstract ValueTask<Record?> RunAsync(WriteSession session, CancellationToken ct);

    /// <summary>The rule that decides, "" when none does.</summary>
    /// <exception cref="BasaltException">Nobody but a superuser may.</exception>
    protected static string Authorize(Collection collection, string? rule, Caller caller)
    {
        if (collection.IsView) throw RecordErrors.NoWrites();
        return caller.IsSuperuser ? "" : rule ?? throw RecordErrors.Locked();
    }
}

/// <summary>What every write needs to decide.</summary>
internal sealed record WriteParts(RecordReader Reader, RuleChecker Rules, StoredChecks Stored, AccountLevels Levels, PasswordHasher Hasher);
