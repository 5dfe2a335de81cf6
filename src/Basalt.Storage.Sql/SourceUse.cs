using System.Collections.Immutable;
using Basalt.Rules;

namespace Basalt.Storage.Sql;

/// <summary>Which sources conditions and operands read.</summary>
internal static class SourceUse
{
    /// <summary>
    /// True when joining it can make several rows of one. That is more than <see cref="Source.IsMultiple"/>: a unique index may be
    /// partial, and nothing makes the ids of a view unique.
    /// </summary>
    public static bool Multiplies(Source source) =>
        source.IsMultiple || source is Source.BackRelated or Source.Related { Collection.IsView: true } ||
        (source.Parent is { } parent && Multiplies(parent));

    /// <summary>The sources that multiply rows, each after its parent.</summary>
    public static List<Source> Multiplying(IEnumerable<Condition> conditions)
    {
        var found = new List<Source>();
        foreach (var condition in conditions) Collect(condition, found);
        return found;
    }

    /// <summary>The source, if it multiplies rows, after those before it that do.</summary>
    public static List<Source> Multiplying(Source source)
    {
        var found = new List<Source>();
        Collect(source, found);
        return found;
    }

    /// <inheritdoc cref="Multiplying(IEnumerable{Condition})"/>
    public static List<Source> Multiplying(Operand operand)
    {
        var found = new List<Source>();
        Collect(operand, found);
        return found;
    }

    /// <summary>True for the source itself and for those joined to it.</summary>
    public static bool IsWithin(Source source, Source ancestor) =>
        ReferenceEquals(source, ancestor) || (source.Parent is { } parent && IsWithin(parent, ancestor));

    private static void Collect(Condition condition, List<Source> found)
    {
        switch (condition)
        {
            case Condition.And and:
                Collect(and.Left, found);
                Collect(and.Right, found);
                break;
            case Condition.Or or:
                Collect(or.Left, found);
                Collect(or.Right, found);
                break;
            case Condition.Compare compare:
                Collect(compare.Left, found);
                Collect(compare.Right, found);
                break;
            case Condition.NoRow noRow:
                Collect(noRow.Source, found);
                break;
        }
    }

    private static void Collect(Operand operand, List<Source> found)
    {
        switch (operand)
        {
            case Operand.Column column:
                Collect(column.Source, found);
                break;
            case Operand.Item item:
                Collect(item.Source, found);
                break;
            case Operand.GeoDistance distance:
                foreach (var part in (ImmutableArray<Operand>)[distance.LonA, distance.LatA, distance.LonB, distance.LatB]) Collect(part, found);
                break;
            case Operand.Strftime { Time: { } time }:
                Collect(time, found);
                break;
            case Operand.Test test:
                Collect(test.Condition, found);
                break;
        }
    }

    private static void Collect(Source source, List<Source> found)
    {
        if (!Multiplies(source) || found.Contains(source)) return;
        if (source.Parent is { } parent) Collect(parent, found);
        found.Add(source);
    }
}
