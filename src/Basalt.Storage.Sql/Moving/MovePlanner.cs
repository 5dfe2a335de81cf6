using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Finds out what can be moved before anything is written: 1. every record of the source is read, added up and looked at; 2. on an empty
/// target all tables, indexes and views are made and tried in a transaction that is undone.
/// </summary>
internal sealed class MovePlanner(MoveSource source, MoveTarget target, IMoveObserver observer)
{
    /// <exception cref="InvalidDataException">A collection can't be read.</exception>
    internal MovePlan Make(CancellationToken ct)
    {
        var rows = StoredDefinitions.Collections(source.Reader);
        var schema = new SchemaSnapshot(1, rows.Select(row => row.ToCollection()));
        var obstacles = ImmutableArray.CreateBuilder<MoveObstacle>();
        var digests = Check(schema, obstacles, ct);
        if (target.State == TargetState.Empty) obstacles.AddRange(target.Rehearse(rehearsal => Rehearse(rehearsal, schema)));
        return new MovePlan(schema, rows, StoredDefinitions.Params(source.Reader), digests, obstacles.ToImmutable());
    }

    private ImmutableDictionary<string, TableDigest> Check(SchemaSnapshot schema, ImmutableArray<MoveObstacle>.Builder obstacles, CancellationToken ct)
    {
        List<Collection> stored = [.. schema.All.Where(collection => !collection.IsView)];
        observer.Begin(MoveStage.Check, stored.Sum(collection => StoredDefinitions.Count(source.Reader, collection)));
        var digests = ImmutableDictionary.CreateBuilder<string, TableDigest>();
        foreach (var collection in stored)
        {
            observer.Enter(collection.Name.ToString());
            var check = new RecordCheck(collection, target, observer, ct);
            source.Reader.Read(collection, 0, check);
            digests.Add(collection.Id, check.Finish(obstacles));
        }

        return digests.ToImmutable();
    }

    private static List<MoveObstacle> Rehearse(IRehearsal rehearsal, SchemaSnapshot schema)
    {
        var obstacles = new List<MoveObstacle>();
        foreach (var collection in schema.All.Where(collection => !collection.IsView))
        {
            if (rehearsal.Schema.Try(rehearsal.Schema.Sql.CreateTable(collection)) is { } refusal)
            {
                obstacles.Add(new MoveObstacle(ObstacleKind.Collection, $"collection {collection.Name}", refusal.Message));
                continue;
            }

            foreach (var index in collection.Indexes)
            {
                if (SchemaMigrator.TryIndex(rehearsal.Schema, collection, index) is { } reason) obstacles.Add(Of(collection, index, reason));
            }
        }

        obstacles.AddRange(SchemaMigrator.MakeViews(rehearsal.Schema, schema, schema.All.Where(collection => collection.IsView), rehearsal.Try).Select(Of));
        return obstacles;
    }

    internal static MoveObstacle Of(Collection collection, CollectionIndex index, string reason) =>
        new(ObstacleKind.Index, $"index {index.Name} of {collection.Name}", reason);

    internal static MoveObstacle Of(KeyValuePair<Collection, string> refused) => new(ObstacleKind.View, $"view {refused.Key.Name}", refused.Value);
}

/// <summary>Reads the records of one collection: adds them up and finds what the target can't keep.</summary>
internal sealed class RecordCheck(Collection collection, MoveTarget target, IMoveObserver observer, CancellationToken ct) : IRowConsumer
{
    private const int ListedMost = 10; // of a collection

    // The next record takes the number after the last one's.
    private const long LastOrderMax = long.MaxValue / 2;

    private readonly MovedRecord _record = new(collection);
    private readonly List<MoveObstacle> _obstacles = [];
    private TableDigest _digest;
    private long _flaws;

    public bool Accept(RecordRow row)
    {
        ct.ThrowIfCancellationRequested();
        _record.Read(row);
        _digest = _digest.With(_record.Encoded);
        Look(row.Integer(collection.Fields.Length));
        observer.Advance(1);
        return true;
    }

    internal TableDigest Finish(ImmutableArray<MoveObstacle>.Builder obstacles)
    {
        obstacles.AddRange(_obstacles);
        if (_flaws > ListedMost) obstacles.Add(new MoveObstacle(ObstacleKind.Value, $"{_flaws - ListedMost} more of {collection.Name}", "for reasons like those above"));
        return _digest;
    }

    private void Look(long order)
    {
        if (_record.Flawed is { } flawed) Note(flawed.Name, "is not valid UTF-8");
        for (var i = 0; i < collection.Fields.Length; i++)
        {
            var kind = _record.KindOf(i);
            if (kind == CellKind.Text && target.CannotHold(_record.Text(i)) is { } reason) Note(collection.Fields[i].Name, reason);
            if (kind == CellKind.Number && double.IsNaN(_record.Number(i))) Note(collection.Fields[i].Name, "is NaN, which clients are shown as 0");
        }

        if (_record.Text(collection.IdOrdinal).Length > target.IdBytesMax) Note("id", $"is longer than {target.IdBytesMax} bytes");
        if (order > LastOrderMax) Note("rowid", "leaves no numbers for records that come later");
    }

    private void Note(string field, string reason)
    {
        if (++_flaws > ListedMost) return;
        var id = System.Text.Encoding.UTF8.GetString(_record.Text(collection.IdOrdinal));
        _obstacles.Add(new MoveObstacle(ObstacleKind.Value, $"{field} of {collection.Name}/{(id.Length > 40 ? id[..40] + "…" : id)}", reason));
    }
}
