using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>The joined sources of the query being bound. The same prefix gives the same source, whichever text names it.</summary>
internal sealed class SourceTable
{
    private readonly ImmutableArray<Source>.Builder _sources = ImmutableArray.CreateBuilder<Source>();
    private readonly List<(Source Start, Source.Joined Source)> _joined = [];
    private readonly List<(RequestPart Part, string Name, Source Source)> _requested = [];

    public bool IsOverLimit => _sources.Count > RuleLimits.Sources;

    public Source.Related Related(Source parent, RelationField field, Collection target) =>
        Find<Source.Related>(s => s.Parent == parent && ReferenceEquals(s.Field, field)) ?? Add(new Source.Related(parent, field, target));

    public Source.BackRelated BackRelated(Source parent, Collection from, RelationField field)
    {
        // A unique index on a list says nothing of its items, so only a single relation can be one to one.
        var isMultiple = field.IsMultiple || !from.HasUniqueIndexOn(field.Name);
        return Find<Source.BackRelated>(s => s.Parent == parent && s.Collection == from && ReferenceEquals(s.Field, field))
            ?? Add(new Source.BackRelated(parent, from, field, isMultiple));
    }

    public Source.Each Each(Source parent, Field field) =>
        Find<Source.Each>(s => s.Parent == parent && ReferenceEquals(s.Field, field)) ?? Add(new Source.Each(parent, field));

    /// <param name="start">Where the text that names it starts: a list rule that is added to a query keeps its joins to itself.</param>
    /// <param name="collection">Whose records are joined.</param>
    /// <param name="alias">"" without one.</param>
    public Source.Joined Joined(Source start, Collection collection, string alias)
    {
        foreach (var (from, source) in _joined)
        {
            if (from == start && source.Collection == collection && source.Alias == alias) return source;
        }

        var added = Add(new Source.Joined(collection, alias));
        _joined.Add((start, added));
        return added;
    }

    public Source CallerRecord(Func<Source.CallerRecord> make) => Requested(RequestPart.Auth, "", make);

    /// <param name="name">Of the submitted relation, in the collection at <paramref name="target"/>'s other end.</param>
    /// <param name="target">Whose records are submitted.</param>
    /// <param name="make">Called when it isn't there yet.</param>
    public Source Submitted(string name, Collection target, Func<Source.Submitted> make) =>
        Requested(RequestPart.Body, $"{name} {target.Id}", make);

    public Source EachOf(RequestPart part, string name, Func<Source.EachOf> make) => Requested(part, ":" + name, make);

    public ImmutableArray<Source> ToImmutable() => _sources.ToImmutable();

    private Source Requested(RequestPart part, string name, Func<Source> make)
    {
        foreach (var requested in _requested)
        {
            if (requested.Part == part && requested.Name == name) return requested.Source;
        }

        var added = Add(make());
        _requested.Add((part, name, added));
        return added;
    }

    private T? Find<T>(Func<T, bool> matches)
        where T : Source
    {
        foreach (var source in _sources)
        {
            if (source is T candidate && matches(candidate)) return candidate;
        }

        return null;
    }

    private T Add<T>(T source)
        where T : Source
    {
        _sources.Add(source);
        return source;
    }
}
