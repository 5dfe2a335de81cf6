using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>
/// Deletes records with what follows from it (the protocol, records page, section 10):
/// 1. take waiting records of one collection, delete their rows, and let the rows of accounts among them wait too;
/// 2. for every relation field that points to that collection, find who refers to them: whoever keeps another id, or need not have
///    one, is updated; whoever goes along waits for step 1; whoever would be left without a required one is remembered;
/// 3. when nobody waits any more, refuse if a remembered record is still there.
/// Rows go before their references are looked at, so records that refer to each other in a circle end it.
/// </summary>
internal sealed class RecordCascade(RecordReader reader, RecordProbe probe, AccountRows accounts)
{
    // Deleted together: references to them are found by one query for each field instead of one for each record.
    private const int ChunkRecords = 200;

    // Records that one delete may take along or change. Everything waits for it meanwhile, and all of it is in memory.
    private const int MostFollowing = 100_000;

    private static readonly RuleRequest Nobody = new();

    public async ValueTask DeleteAsync(WriteSession session, IReadOnlyList<Record> roots, CancellationToken ct)
    {
        var run = new Run(session, null);
        run.Enqueue(roots);
        await FollowAsync(run, ct);
        await FinishAsync(run, ct);
    }

    /// <summary>All records of a collection.</summary>
    public async ValueTask TruncateAsync(WriteSession session, Collection collection, CancellationToken ct)
    {
        var run = new Run(session, collection);
        while (await FirstAsync(session, collection, ct) is { Count: > 0 } records)
        {
            run.Enqueue(records);
            await FollowAsync(run, ct);
        }

        await FinishAsync(run, ct);
    }

    private ValueTask<List<Record>> FirstAsync(WriteSession session, Collection collection, CancellationToken ct) =>
        reader.FindWhereAsync(session.Transaction, session.Schema, collection, "", Nobody, ChunkRecords, ct);

    private async ValueTask FollowAsync(Run run, CancellationToken ct)
    {
        while (run.TakeChunk(ChunkRecords) is { Count: > 0 } chunk)
        {
            ct.ThrowIfCancellationRequested();
            var gone = new HashSet<string>(StringComparer.Ordinal);
            foreach (var record in chunk)
            {
                if (!await run.Session.RemoveAsync(record, ct)) continue;
                gone.Add(record.Id);
                if (record.Collection.IsAuth) run.Follow(await accounts.FindAllAsync(run.Session, record, ct));
            }

            if (gone.Count > 0) await FollowReferencesAsync(run, chunk[0].Collection, gone, ct);
        }
    }

    private async ValueTask FollowReferencesAsync(Run run, Collection target, HashSet<string> gone, CancellationToken ct)
    {
        // Fields that delete come first: a record that goes anyway needs no update and can't be in the way.
        foreach (var cascades in (bool[])[true, false])
        {
            foreach (var (collection, field) in ReferencesTo(run.Session.Schema, target))
            {
                if (field.CascadeDelete == cascades && collection != run.Truncated) await FollowFieldAsync(run, collection, field, gone, ct);
            }
        }
    }

    private async ValueTask FollowFieldAsync(Run run, Collection collection, RelationField field, HashSet<string> gone, CancellationToken ct)
    {
        var session = run.Session;
        var ordinal = collection.OrdinalOf(field.Name);
        var found = await reader.FindReferringAsync(session.Transaction, session.Schema, collection, field, [.. gone], MostFollowing + 1, ct);
        foreach (var record in found)
        {
            if (run.Goes(record)) continue;
            string[] left = [.. ListLikeField.ItemsOf(record[ordinal]).Where(id => !gone.Contains(id))];
            var isEmpty = left.Length == 0;
            if (isEmpty && field.CascadeDelete)
            {
                run.Follow([record]);
            }
            else if (isEmpty && field.Required)
            {
                run.Strand(record);
            }
            else
            {
                run.Count(1);
                var after = record.Clone();
                after[ordinal] = field.ValueOf(left);
                await session.UpdateAsync(record, after, ct);
            }
        }
    }

    private async ValueTask FinishAsync(Run run, CancellationToken ct)
    {
        if (run.HasStranded) throw RecordErrors.DeleteRefused();
        if (run.Superusers is not { } superusers) return;
        if (await probe.CountAsync(run.Session.Transaction, run.Session.Schema, superusers, ct) == 0) throw RecordErrors.LastSuperuser();
    }

    private static IEnumerable<(Collection Collection, RelationField Field)> ReferencesTo(SchemaSnapshot schema, Collection target)
    {
        foreach (var collection in schema.All)
        {
            if (collection.IsView) continue;
            foreach (var field in collection.Fields)
            {
                if (field is RelationField relation && relation.CollectionId == target.Id) yield return (collection, relation);
            }
        }
    }

    private sealed class Run(WriteSession session, Collection? truncated)
    {
        private readonly Queue<Record> _waiting = new();
        private readonly HashSet<(Collection, string)> _going = [];
        private readonly List<Record> _stranded = [];
        private int _following;

        public WriteSession Session => session;

        /// <summary>All of its records go, so references from them don't count.</summary>
        public Collection? Truncated => truncated;

        /// <summary>Set when one of them goes.</summary>
        public Collection? Superusers { get; private set; }

        public bool HasStranded => _stranded.Exists(record => !Goes(record));

        public bool Goes(Record record) => _going.Contains((record.Collection, record.Id));

        public void Enqueue(IReadOnlyList<Record> records)
        {
            foreach (var record in records)
            {
                if (!_going.Add((record.Collection, record.Id))) continue;
                if (record.Collection.IsSuperusers) Superusers = record.Collection;
                _waiting.Enqueue(record);
            }
        }

        /// <summary>Records that go because of others.</summary>
        public void Follow(List<Record> records)
        {
            Count(records.Count);
            Enqueue(records);
        }

        /// <summary>A required relation of the record would be left empty.</summary>
        public void Strand(Record record)
        {
            Count(1);
            _stranded.Add(record);
        }

        public void Count(int records)
        {
            _following += records;
            if (_following > MostFollowing) throw RecordErrors.DeleteTooLarge();
        }

        /// <summary>The next records that wait, all of one collection.</summary>
        public List<Record> TakeChunk(int most)
        {
            var chunk = new List<Record>();
            while (chunk.Count < most && _waiting.TryPeek(out var next) && (chunk.Count == 0 || next.Collection == chunk[0].Collection))
            {
                chunk.Add(_waiting.Dequeue());
            }

            return chunk;
        }
    }
}
