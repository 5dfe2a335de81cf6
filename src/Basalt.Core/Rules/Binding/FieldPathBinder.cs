using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>Binds names that begin at a row: its fields, and those of rows reached over relations.</summary>
/// <param name="scope">The text that names the path.</param>
/// <param name="position">Of the path in the text.</param>
/// <param name="modifier">After its last name.</param>
internal sealed class FieldPathBinder(BindingScope scope, int position, PathModifier modifier)
{
    private int _hops;

    /// <param name="start">The row.</param>
    /// <param name="names">At least one.</param>
    /// <param name="hops">Relations already followed.</param>
    /// <exception cref="Errors.BasaltException">Too many relations, or something a client may not reach.</exception>
    /// <returns>Null, with a reason, when there is no such path.</returns>
    public Operand? Bind(Source start, ReadOnlySpan<string> names, int hops, out string failure)
    {
        _hops = hops;
        var source = start;
        failure = "";
        for (var i = 0; i < names.Length; i++)
        {
            var rest = names[(i + 1)..];
            var field = source.Collection!.FindField(names[i]);
            if (field is null)
            {
                if (rest.IsEmpty || BackRelation(source, names[i]) is not { } back) return Missing(names[i], out failure);
                source = back;
                continue;
            }

            if (scope.IsClient && field.Hidden) throw scope.Fail($"field {field.Name} is hidden", position);
            if (rest.IsEmpty) return Field(source, field);
            switch (field)
            {
                case JsonField or GeoPointField:
                    return new Operand.Column(source, field, ValueModifier, [.. rest]);
                case RelationField { IsMultiple: false } relation when rest is ["id"]:
                    CountHop();
                    return new Operand.Column(source, relation, ValueModifier, []); // the stored id, whether or not the record exists
                case RelationField relation when scope.State.Schema.FindById(relation.CollectionId) is { } target:
                    source = Hop(scope.State.Sources.Related(source, relation, target));
                    break;
                default:
                    failure = $"{field.Name} leads to no other collection";
                    return null;
            }
        }

        throw new InvalidOperationException("a path has at least one name");
    }

    private ColumnModifier ValueModifier => modifier == PathModifier.Lower ? ColumnModifier.Lower : ColumnModifier.None;

    // Modifiers that mean nothing for a field's type are ignored.
    private Operand Field(Source source, Field field)
    {
        if (!HasItems(field) || modifier is not (PathModifier.Each or PathModifier.Length)) return Column(ValueModifier);
        if (modifier == PathModifier.Length) return Column(ColumnModifier.Length);
        if (!field.IsMultiple) return Column(ColumnModifier.Each);
        var items = scope.State.Sources.Each(source, field);
        scope.CheckSources(position);
        return new Operand.Item(items);

        Operand.Column Column(ColumnModifier columnModifier) => new(source, field, columnModifier, []);
    }

    /// <summary>Types whose values are one item or several, by their options.</summary>
    public static bool HasItems(Field field) => field is SelectField or FileField or RelationField;

    /// <summary><c>comments_via_post</c>: neither names of collections nor of fields contain <c>_via_</c>.</summary>
    private Source.BackRelated? BackRelation(Source source, string name)
    {
        const string Via = "_via_";
        var at = name.IndexOf(Via, StringComparison.Ordinal);
        if (at <= 0 || scope.State.Schema.Find(name[..at]) is not { } from) return null;
        if (from.FindField(name[(at + Via.Length)..]) is not RelationField field || field.CollectionId != source.Collection!.Id) return null;
        if (scope.IsClient && field.Hidden) throw scope.Fail($"field {field.Name} is hidden", position);
        return Hop(scope.State.Sources.BackRelated(source, from, field));
    }

    private T Hop<T>(T target)
        where T : Source
    {
        CountHop();
        scope.CheckSources(position);
        if (scope.IsClient) ListRules.Guard(scope, target, position);
        return target;
    }

    private void CountHop()
    {
        if (++_hops > RuleLimits.RelationHops) throw scope.Fail("too many relations in one path", position);
    }

    private static Operand? Missing(string name, out string failure)
    {
        failure = $"unknown field {name}";
        return null;
    }
}
