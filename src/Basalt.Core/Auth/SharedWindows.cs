using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>
/// Counts in fixed windows of time, by key, for all servers on one database and over restarts. Every count is a durable write: what can be
/// asked for without end has to be bounded before.
/// </summary>
internal sealed class SharedWindows(IStorageEngine storage, TimeProvider clock, TimeSpan window)
{
    /// <summary>One more for each key.</summary>
    /// <param name="isDecoy">The keys are of nobody: the same work is done, and nothing of it remains.</param>
    /// <param name="keys">With how often each may be counted in its window.</param>
    /// <param name="ct">The request's.</param>
    /// <returns>False when there were too many of one of them already.</returns>
    public ValueTask<bool> TryCountAsync(bool isDecoy, IReadOnlyList<(string Key, int AtMost)> keys, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => storage.WriteAsync(
            schema,
            async transaction =>
            {
                var isLeft = true;
                foreach (var (key, atMost) in keys)
                {
                    isLeft &= await transaction.CountUpAsync(key, clock.GetUtcNow(), window, ct) <= atMost;
                    if (isDecoy) await transaction.ForgetCountAsync(key, ct);
                }

                return isLeft;
            },
            ct));

    public async Task ForgetAsync(string key) => await SchemaRetry.RunAsync(storage, schema => storage.WriteAsync(
        schema,
        async transaction =>
        {
            await transaction.ForgetCountAsync(key, CancellationToken.None);
            return true;
        },
        CancellationToken.None));
}
