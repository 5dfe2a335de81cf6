using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Moves what a plan holds into its target, or goes on with that after an interruption:
/// 1. tables without indexes, a mark that keeps servers out, and the journal are made in one transaction;
/// 2. records are streamed in, in large transactions that note how far they came;
/// 3. indexes are built;
/// 4. definitions, settings and views are written;
/// 5. every record is read back and added up, and compared with what was read;
/// 6. the mark goes, when all of it is on the disk.
/// </summary>
internal sealed class Mover(MoveSource source, MoveTarget target, MovePlan plan, IMoveObserver observer)
{
    /// <summary>Records after which a transaction ends: a crash costs that many, and the target's log need not hold more.</summary>
    internal int RecordsPerTransaction { get; init; } = 200_000;

    /// <summary>Goes on without indexes and views that the target can't have, instead of stopping there.</summary>
    internal bool SkipUnportable { get; init; }

    /// <param name="moveFiles">Called when all records are there and before any server may open the target.</param>
    /// <param name="ct">Stops it; the same move goes on from there.</param>
    /// <returns>What was left out.</returns>
    internal ImmutableArray<MoveObstacle> Run(Action moveFiles, CancellationToken ct)
    {
        target.Take();
        var journal = Begin();
        CopyAll(journal, ct);
        IndexAll(journal, ct);
        if (!journal.HasDefinitions) target.InTransaction(() => WriteDefinitions(journal));
        VerifyAll(journal, ct);
        VerifyDefinitions(journal);
        moveFiles();
        source.RequireUnchanged();
        target.Begin();
        target.Schema.Execute(MoveStatements.Unmark);
        target.Schema.Execute(MoveStatements.DropJournal);
        target.Finish();
        return [.. journal.LeftOut];
    }

    private MoveJournal Begin()
    {
        if (target.State == TargetState.HalfMoved)
        {
            var old = MoveJournal.Load(target);
            return old.Source == plan.Fingerprint ? old : throw MoveRefusals.OtherMove(target.Shown);
        }

        MoveJournal? journal = null;
        target.InTransaction(() =>
        {
            target.CreateSystemTables();
            target.Schema.Execute(MoveStatements.Mark);
            journal = MoveJournal.Create(target, plan.Fingerprint);
            foreach (var collection in plan.Stored) target.Schema.Execute(target.Schema.Sql.CreateTable(collection));
        });
        return journal!;
    }

    private void CopyAll(MoveJournal journal, CancellationToken ct)
    {
        observer.Begin(MoveStage.Copy, plan.Records);
        foreach (var collection in plan.Stored)
        {
            observer.Enter(collection.Name.ToString());
            var (step, done) = journal.Of(collection.Id);
            observer.Skip(done);
            if (step >= MoveStep.Copied) continue;
            using var copy = new RecordCopy(collection, target, journal, observer, done, RecordsPerTransaction, ct);
            source.Reader.Read(collection, done, copy);
            copy.Finish();
        }
    }

    private void IndexAll(MoveJournal journal, CancellationToken ct)
    {
        observer.Begin(MoveStage.Index, plan.Stored.Count());
        foreach (var collection in plan.Stored)
        {
            observer.Enter(collection.Name.ToString());
            var (step, records) = journal.Of(collection.Id);
            if (step < MoveStep.Indexed) target.InTransaction(() => Index(journal, collection, records));
            observer.Advance(1);
            ct.ThrowIfCancellationRequested();
        }
    }

    private void Index(MoveJournal journal, Collection collection, long records)
    {
        foreach (var index in collection.Indexes)
        {
            if (SchemaMigrator.TryIndex(target.Schema, collection, index) is { } reason) LeaveOut(journal, MovePlanner.Of(collection, index, reason));
        }

        journal.Note(collection.Id, MoveStep.Indexed, records);
    }

    // What servers read to know the collections comes last: nothing of it must speak of an index that could not be built.
    private void WriteDefinitions(MoveJournal journal)
    {
        foreach (var param in plan.Params)
        {
            target.Schema.Execute(
                target.Reader.Statements.WriteParam,
                BoundValue.Of(param.Id), BoundValue.Of(param.Value), BoundValue.Of(param.Created), BoundValue.Of(param.Updated));
        }

        foreach (var row in Definitions(journal)) CollectionsTable.Insert(target.Schema, row);
        foreach (var refused in SchemaMigrator.MakeViews(target.Schema, plan.Schema, plan.Views, target.Try)) LeaveOut(journal, MovePlanner.Of(refused));
        journal.NoteDefinitions();
    }

    private void LeaveOut(MoveJournal journal, MoveObstacle obstacle)
    {
        if (!SkipUnportable) throw MoveRefusals.LeftOver(obstacle);
        journal.NoteLeftOut(obstacle);
    }

    // As stored, but for indexes that were left out: one that is told of and is not there would mislead whoever plans a query.
    private IEnumerable<CollectionRow> Definitions(MoveJournal journal)
    {
        var leftOut = journal.LeftOut.Where(obstacle => obstacle.Kind == ObstacleKind.Index).Select(obstacle => obstacle.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (row, collection) in plan.Rows.Zip(plan.Schema.All))
        {
            ImmutableArray<CollectionIndex> kept = [.. collection.Indexes.Where(index => !leftOut.Contains(MovePlanner.Of(collection, index, "").Name))];
            yield return kept.Length == collection.Indexes.Length ? row : row with { Indexes = CollectionRow.Of(collection with { Indexes = kept }).Indexes };
        }
    }

    private void VerifyAll(MoveJournal journal, CancellationToken ct)
    {
        observer.Begin(MoveStage.Verify, plan.Records);
        foreach (var collection in plan.Stored)
        {
            observer.Enter(collection.Name.ToString());
            var (step, records) = journal.Of(collection.Id);
            if (step >= MoveStep.Verified)
            {
                observer.Advance(records);
                continue;
            }

            var found = new RecordDigest(collection, observer, ct);
            target.Reader.Read(collection, 0, found);
            Compare(collection, plan.Digests[collection.Id], found.Digest);
            target.InTransaction(() => journal.Note(collection.Id, MoveStep.Verified, records));
        }
    }

    private static void Compare(Collection collection, TableDigest read, TableDigest written)
    {
        if (written.Count != read.Count) throw MoveRefusals.Unlike($"{collection.Name} has {written.Count} records instead of {read.Count}");
        if (written.Sum != read.Sum) throw MoveRefusals.Unlike($"a record of {collection.Name} differs");
        if (written.Order != read.Order) throw MoveRefusals.Unlike($"the records of {collection.Name} have another order");
    }

    private void VerifyDefinitions(MoveJournal journal)
    {
        if (!StoredDefinitions.Collections(target.Reader).SequenceEqual(Definitions(journal))) throw MoveRefusals.Unlike("the collections differ");
        if (!StoredDefinitions.Params(target.Reader).SequenceEqual(plan.Params)) throw MoveRefusals.Unlike("the settings differ");
    }
}
