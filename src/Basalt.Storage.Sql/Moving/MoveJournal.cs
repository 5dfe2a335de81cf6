using System.Globalization;

namespace Basalt.Storage.Sql;

/// <summary>What has been done with a collection, in this order.</summary>
internal enum MoveStep
{
    /// <summary>Its table is there, and some of its records may be.</summary>
    Begun,

    Copied,
    Indexed,
    Verified,
}

/// <summary>
/// How far a move has come, kept in the target in the transactions that bring it there: after a crash it says exactly what is there. A table
/// of its own, <c>_basalt_move</c>, that goes when the move is complete.
/// </summary>
internal sealed class MoveJournal
{
    private const string SourceKey = "source";
    private const string DefinitionsKey = "definitions";
    private const string LeftOutPrefix = "left out:";
    private const string CollectionPrefix = "collection:";

    private readonly MoveTarget _target;
    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);

    private MoveJournal(MoveTarget target) => _target = target;

    /// <summary>What the move began with, see <see cref="MovePlan.Fingerprint"/>.</summary>
    internal string? Source => _entries.GetValueOrDefault(SourceKey);

    /// <summary>Definitions, settings and views are there.</summary>
    internal bool HasDefinitions => _entries.ContainsKey(DefinitionsKey);

    internal IEnumerable<MoveObstacle> LeftOut => _entries.Where(e => e.Key.StartsWith(LeftOutPrefix, StringComparison.Ordinal)).Select(e => Parse(e.Value));

    /// <summary>Makes it, inside the target's transaction.</summary>
    internal static MoveJournal Create(MoveTarget target, string source)
    {
        target.Schema.Execute(MoveStatements.CreateJournal);
        var journal = new MoveJournal(target);
        journal.Write(SourceKey, source);
        return journal;
    }

    internal static MoveJournal Load(MoveTarget target)
    {
        var journal = new MoveJournal(target);
        foreach (var row in target.Reader.Texts(MoveStatements.Journal)) journal._entries[row[0]!] = row[1]!;
        return journal;
    }

    /// <summary>What was done, and how many of its first records are in the target.</summary>
    internal (MoveStep Step, long Records) Of(string collectionId)
    {
        if (_entries.GetValueOrDefault(CollectionPrefix + collectionId) is not { } entry) return (MoveStep.Begun, 0);
        var parts = entry.Split(' ');
        return (Enum.Parse<MoveStep>(parts[0]), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    internal void Note(string collectionId, MoveStep step, long records) =>
        Write(CollectionPrefix + collectionId, string.Create(CultureInfo.InvariantCulture, $"{step} {records}"));

    internal void NoteDefinitions() => Write(DefinitionsKey, "");

    internal void NoteLeftOut(MoveObstacle obstacle) => Write(LeftOutPrefix + obstacle.Name, $"{obstacle.Kind}\n{obstacle.Name}\n{obstacle.Reason}");

    private static MoveObstacle Parse(string entry)
    {
        var parts = entry.Split('\n', 3);
        return new MoveObstacle(Enum.Parse<ObstacleKind>(parts[0]), parts[1], parts[2]);
    }

    private void Write(string key, string value)
    {
        _target.Schema.Execute(_target.Reader.Statements.WriteJournal, BoundValue.Of(key), BoundValue.Of(value));
        _entries[key] = value;
    }
}
