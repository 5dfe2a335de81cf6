using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>
/// Where a path's values come from: the record under test, or rows joined to it. Paths with the same prefix share one source
/// object, and so see the same joined row; sources are therefore compared by reference.
/// </summary>
public abstract class Source
{
    private Source(Source? parent, Collection? collection, bool isMultiple)
    {
        Parent = parent;
        Collection = collection;
        MultipliesParent = isMultiple;
        IsMultiple = isMultiple || parent is { IsMultiple: true };
    }

    /// <summary>The source this one is joined to; null for roots.</summary>
    public Source? Parent { get; }

    /// <summary>Whose rows these are; null for unnested values.</summary>
    public Collection? Collection { get; }

    /// <summary>True when one record under test can have several rows here.</summary>
    public bool IsMultiple { get; }

    /// <summary>True when one row of <see cref="Parent"/> (or, without one, the record under test) can have several rows here.</summary>
    public bool MultipliesParent { get; }

    /// <summary>True when one row of <paramref name="scope"/> can have several rows here; null for the record under test.</summary>
    public bool IsMultipleFrom(Source? scope)
    {
        if (scope is null) return IsMultiple;
        for (var source = this; source is not null && source != scope; source = source.Parent)
        {
            if (source.MultipliesParent) return true;
        }

        return false;
    }

    /// <summary>The record under test.</summary>
    public sealed class Root(Collection collection) : Source(null, collection, false);

    /// <summary>The records a relation field points to: left join on id.</summary>
    public sealed class Related(Source parent, RelationField field, Collection target) : Source(parent, target, field.IsMultiple)
    {
        public RelationField Field { get; } = field;
    }

    /// <summary>The records of another collection that point here: <c>comments_via_post</c>.</summary>
    public sealed class BackRelated(Source parent, Collection from, RelationField field, bool isMultiple) : Source(parent, from, isMultiple)
    {
        public RelationField Field { get; } = field;
    }

    /// <summary>All records of a collection: <c>@collection.news:alias</c>.</summary>
    public sealed class Joined(Collection collection, string alias) : Source(null, collection, true)
    {
        /// <summary>"" without an alias.</summary>
        public string Alias { get; } = alias;
    }

    /// <summary>The caller's own row, joined only where a path goes on from it to other collections.</summary>
    public sealed class CallerRecord(Collection collection, Operand.Parameter id) : Source(null, collection, false)
    {
        public Operand.Parameter Id { get; } = id;
    }

    /// <summary>The records a submitted relation names: <c>@request.body.author.name</c>.</summary>
    public sealed class Submitted(Collection target, Operand.Parameter ids, bool isMultiple) : Source(null, target, isMultiple)
    {
        /// <summary>A text (one id) or a list of ids.</summary>
        public Operand.Parameter Ids { get; } = ids;
    }

    /// <summary>The items of a stored multiple field: <c>tags:each</c>. No items give one NULL.</summary>
    public sealed class Each(Source parent, Field field) : Source(parent, null, true)
    {
        public Field Field { get; } = field;
    }

    /// <summary>The items of a submitted list, or of a list of the caller's record. No items give one NULL.</summary>
    public sealed class EachOf(Operand.Parameter list) : Source(null, null, true)
    {
        public Operand.Parameter List { get; } = list;
    }
}
