using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

internal enum ObstacleKind
{
    /// <summary>A value that the target can't keep as it is.</summary>
    Value,

    Collection,

    /// <summary>Can be left out.</summary>
    Index,

    /// <summary>Its definition can move without being readable.</summary>
    View,
}

/// <summary>Something that can't move, and why, in a few words each.</summary>
/// <param name="kind">What it is.</param>
/// <param name="name">Names it for people.</param>
/// <param name="reason">Ends a sentence.</param>
internal sealed class MoveObstacle(ObstacleKind kind, string name, string reason)
{
    internal ObstacleKind Kind => kind;

    internal string Name { get; } = Printable(name);

    internal string Reason { get; } = Printable(reason);

    /// <summary>The rest can move without it.</summary>
    internal bool CanBeLeftOut => Kind is ObstacleKind.Index or ObstacleKind.View;

    // Both have parts that come from the data, and a terminal obeys control characters.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}

/// <summary>What is to be moved, found out without writing anything.</summary>
/// <param name="Schema">The collections of the source.</param>
/// <param name="Rows">The same as they are stored, in the same order: they are moved as they are.</param>
/// <param name="Params">Settings and the like, moved as they are: encrypted ones stay so.</param>
/// <param name="Digests">By the id of each collection that is no view.</param>
/// <param name="Obstacles">What can't be moved.</param>
internal sealed record MovePlan(
    SchemaSnapshot Schema,
    ImmutableArray<CollectionRow> Rows,
    ImmutableArray<ParamRow> Params,
    ImmutableDictionary<string, TableDigest> Digests,
    ImmutableArray<MoveObstacle> Obstacles)
{
    internal IEnumerable<Collection> Stored => Schema.All.Where(collection => !collection.IsView);

    internal IEnumerable<Collection> Views => Schema.All.Where(collection => collection.IsView);

    internal long Records => Digests.Values.Sum(digest => digest.Count);

    /// <summary>The same for the same data: by it an interrupted move knows what it began with.</summary>
    internal string Fingerprint
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var row in Rows) Add(row.ToString());
            foreach (var param in Params) Add(param.ToString());
            foreach (var collection in Stored) Add($"{collection.Id} {Digests[collection.Id]}");
            return Convert.ToHexStringLower(hash.GetHashAndReset());

            void Add(string text) => hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }
}
