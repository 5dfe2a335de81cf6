using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Auth;

/// <summary>
/// Which hashes the accounts of a collection have:
/// 1. the first sign-in to a collection looks for hashes that are not of the current kind: about a second for a million accounts;
/// 2. what was found holds while nothing in the collection is written, and else for a minute at least, or for a hundred times as long as
///    looking took: so it takes one part in a hundred of the time at most, however large the collection;
/// 3. that may be late only for what became cheaper. Basalt itself makes hashes of the current kind alone, and one that came by other ways
///    counts from the first time on that a password is checked against it (<see cref="Learn"/>).
/// Whoever signs in waits for the looking, before anything is known of the identity that was given.
/// </summary>
internal sealed class StoredHashCosts(IStorageEngine storage, QueryPlanner planner, PasswordHasher hasher, TimeProvider clock, ILogger log)
{
    private const int LookingShare = 100;

    private static readonly TimeSpan LifeAtLeast = TimeSpan.FromMinutes(1);
    private static readonly RuleRequest Nobody = new();

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal); // by collection id
    private readonly string _othersRule = $"password != '' && password !~ '{hasher.NewHashPrefix}%'";

    public Task<HashCosts> OfAsync(Collection collection, CancellationToken ct)
    {
        var slot = _slots.GetOrAdd(collection.Id, _ => new Slot(hasher.NewHashes));
        lock (slot)
        {
            if (slot.Looking.IsCompleted && IsOver(slot, collection)) slot.Looking = LookAsync(slot, collection);
            return slot.Looking.IsCompleted ? Task.FromResult(slot.Costs) : WaitAsync(slot, ct);
        }
    }

    /// <summary>Notes the hash of an account that a password was checked against.</summary>
    public void Learn(Collection collection, string hash)
    {
        if (!_slots.TryGetValue(collection.Id, out var slot)) return;
        lock (slot) slot.Costs = slot.Costs.With(hash);
    }

    private static async Task<HashCosts> WaitAsync(Slot slot, CancellationToken ct)
    {
        await slot.Looking.WaitAsync(ct);
        lock (slot) return slot.Costs;
    }

    private bool IsOver(Slot slot, Collection collection) => slot.Stamp != storage.WriteStamp(collection) && clock.GetUtcNow() >= slot.LookAgainAt;

    // Shared by all who wait for it, so it ends when it ends. Its failure is theirs only as far as the database can't serve them either.
    private async Task LookAsync(Slot slot, Collection collection)
    {
        await Task.Yield(); // out of the slot's lock
        var (started, stamp) = (clock.GetTimestamp(), storage.WriteStamp(collection));
        HashCosts? found = null;
        try
        {
            found = await SchemaRetry.RunAsync(storage, schema => FindAsync(schema, collection));
        }
        catch (BasaltException refusal)
        {
            log.HashesNotLookedAt(collection.Name.ToString(), refusal);
        }

        lock (slot)
        {
            if (found is not null) (slot.Costs, slot.Stamp) = (found, stamp);
            var rest = clock.GetElapsedTime(started) * LookingShare;
            slot.LookAgainAt = clock.GetUtcNow() + (rest > LifeAtLeast ? rest : LifeAtLeast);
        }
    }

    private async ValueTask<HashCosts> FindAsync(SchemaSnapshot schema, Collection asked)
    {
        var hashes = new Hashes(hasher.NewHashes);
        if (schema.FindById(asked.Id) is not { IsAuth: true } collection) return hashes.Costs;
        ImmutableArray<int> columns = [collection.OrdinalOf(AuthFields.Password)];
        await storage.QueryAsync(planner.Plan(schema, collection, new RuleTexts(_othersRule), RowSelector.All.Instance, columns, Nobody), hashes, CancellationToken.None);
        return hashes.Costs;
    }

    private sealed class Hashes(HashCosts costs) : IRowConsumer
    {
        public HashCosts Costs { get; private set; } = costs;

        public bool Accept(RecordRow row)
        {
            Costs = Costs.With(Encoding.UTF8.GetString(row.Utf8(0)));
            return true;
        }
    }

    private sealed class Slot(HashCosts costs)
    {
        public HashCosts Costs { get; set; } = costs;

        /// <summary>What it was found at; no stamp before the first time.</summary>
        public long Stamp { get; set; } = long.MinValue;

        public DateTimeOffset LookAgainAt { get; set; } = DateTimeOffset.MinValue;

        public Task Looking { get; set; } = Task.CompletedTask;
    }
}

/// <summary>Log lines of passwords: 4220 to 4229.</summary>
internal static partial class PasswordLog
{
    [LoggerMessage(4220, LogLevel.Warning, "The kinds of password hashes of {Collection} could not be found out; what was known of them holds")]
    public static partial void HashesNotLookedAt(this ILogger log, string collection, Exception error);
}
