using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>The parts of an AND.</summary>
internal static class Conjuncts
{
    /// <summary>
    /// The parts, those together that share a joined row and so must hold for the same one. Parts without joined rows come first, each
    /// alone.
    /// </summary>
    public static List<List<Condition>> Group(Condition.And and)
    {
        var groups = new List<(List<Condition> Conditions, List<Source> Sources)>();
        foreach (var part in Flatten(and))
        {
            var sources = SourceUse.Multiplying([part]);
            var sharing = groups.Where(g => g.Sources.Exists(sources.Contains)).ToList();
            groups.RemoveAll(sharing.Contains);
            groups.Add(([.. sharing.SelectMany(g => g.Conditions), part], [.. sharing.SelectMany(g => g.Sources), .. sources]));
        }

        return [.. groups.OrderBy(g => g.Sources.Count > 0).Select(g => g.Conditions)]; // stable: the author's order otherwise
    }

    private static IEnumerable<Condition> Flatten(Condition condition) =>
        condition is Condition.And and ? Flatten(and.Left).Concat(Flatten(and.Right)) : [condition];
}
