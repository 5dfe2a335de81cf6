using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>
/// Binds <c>@request.…</c>. What the request itself knows is a parameter; a path that goes on over a relation joins the caller's or
/// the submitted records. Names that do not exist below <c>auth</c> and <c>body</c> are NULL, never an error.
/// </summary>
internal sealed class RequestPathBinder(BindingScope scope, int position)
{
    public Operand Bind(PathText path)
    {
        var names = path.Names.AsSpan(1);
        return names switch
        {
            ["context"] when path.Modifier == PathModifier.None => scope.State.Parameters.Add(new ParameterOrigin.Context()),
            ["method"] when path.Modifier == PathModifier.None => scope.State.Parameters.Add(new ParameterOrigin.Method()),
            ["query", _, ..] => Text(RequestPart.Query, names[1..], path.Modifier),
            ["headers", _, ..] => Text(RequestPart.Headers, names[1..], path.Modifier),
            ["auth", _, ..] => Auth(names[1..], path.Modifier),
            ["body", _, ..] => Body(names[1..], path.Modifier),
            _ => throw scope.Fail("unknown part of the request", position),
        };
    }

    private Operand.Parameter Text(RequestPart part, ReadOnlySpan<string> names, PathModifier modifier) => modifier switch
    {
        PathModifier.None => Read(part, names),
        PathModifier.Lower => Read(part, names, RequestModifier.Lower),
        PathModifier.IsSet => Read(part, names, RequestModifier.IsSet),
        _ => throw Misplaced(),
    };

    private Operand Auth(ReadOnlySpan<string> names, PathModifier modifier)
    {
        var field = scope.State.CallerCollection?.FindField(names[0]);
        switch (names)
        {
            case [_] when modifier == PathModifier.Each && field is { IsMultiple: true }:
                return Items(RequestPart.Auth, names);
            case [_] when modifier == PathModifier.Length:
                return Read(RequestPart.Auth, names, RequestModifier.Length);
            case [_, "id"] when field is RelationField { IsMultiple: false }:
                return Read(RequestPart.Auth, names[..1], ValueModifier(modifier));
            case [_, _, ..] when scope.State.CallerCollection is { } collection && (field is RelationField || names[0].Contains("_via_", StringComparison.Ordinal)):
                return Follow(scope.State.Sources.CallerRecord(() => new Source.CallerRecord(collection, Read(RequestPart.Auth, ["id"]))), names, modifier, 0);
            default:
                return Read(RequestPart.Auth, names, ValueModifier(modifier));
        }
    }

    private Operand Body(ReadOnlySpan<string> names, PathModifier modifier)
    {
        var field = scope.Collection.FindField(names[0]);
        switch (modifier)
        {
            case PathModifier.IsSet:
                return Read(RequestPart.Body, names, RequestModifier.IsSet);
            case PathModifier.Changed:
                return names.Length == 1 && field is not null ? Changed(names[0], field) : throw Misplaced();
        }

        if (names.Length > 1 && field is RelationField relation) return Submitted(relation, names, modifier);
        if (modifier is not (PathModifier.Each or PathModifier.Length)) return Read(RequestPart.Body, names, ValueModifier(modifier));
        if (names.Length > 1 || field is null || !FieldPathBinder.HasItems(field)) throw Misplaced();
        if (modifier == PathModifier.Length) return Read(RequestPart.Body, names, RequestModifier.Length);
        return field.IsMultiple ? Items(RequestPart.Body, names) : Read(RequestPart.Body, names);
    }

    private Operand Submitted(RelationField relation, ReadOnlySpan<string> names, PathModifier modifier)
    {
        if (scope.State.Schema.FindById(relation.CollectionId) is not { } target) return scope.State.Parameters.Null();
        var source = scope.State.Sources.Submitted(
            relation.Name, target, () => new Source.Submitted(target, Read(RequestPart.Body, [relation.Name]), relation.IsMultiple));
        return Follow(source, names[1..], modifier, 1);
    }

    private Operand Follow(Source source, ReadOnlySpan<string> names, PathModifier modifier, int hops)
    {
        scope.CheckSources(position);
        return new FieldPathBinder(scope, position, modifier).Bind(source, names, hops, out _) ?? scope.State.Parameters.Null();
    }

    private Operand.Item Items(RequestPart part, ReadOnlySpan<string> names)
    {
        var name = names[0];
        var items = scope.State.Sources.EachOf(part, name, () => new Source.EachOf(Read(part, [name])));
        scope.CheckSources(position);
        return new Operand.Item(items);
    }

    /// <summary>Submitted, and different from the stored value.</summary>
    private Operand.Test Changed(string name, Field field)
    {
        var stored = new Operand.Column(scope.Start, field, ColumnModifier.None, []);
        var isSet = Compare(Read(RequestPart.Body, [name], RequestModifier.IsSet), ComparisonOperator.Equal, scope.State.Parameters.True());
        var differs = Compare(Read(RequestPart.Body, [name]), ComparisonOperator.NotEqual, stored);
        return new Operand.Test(new Condition.And(isSet, differs));
    }

    private Condition.Compare Compare(Operand left, ComparisonOperator comparison, Operand right) =>
        new(left, comparison, Any: false, right) { Scope = scope.AllFrom };

    private Operand.Parameter Read(RequestPart part, ReadOnlySpan<string> names, RequestModifier modifier = RequestModifier.None)
    {
        var asNumber = modifier == RequestModifier.None && scope.Collection.FindField(names[^1]) is NumberField;
        return scope.State.Parameters.Add(new ParameterOrigin.Request(part, [.. names], modifier, asNumber));
    }

    private static RequestModifier ValueModifier(PathModifier modifier) =>
        modifier == PathModifier.Lower ? RequestModifier.Lower : RequestModifier.None;

    private Errors.BasaltException Misplaced() => scope.Fail("a modifier that does not work here", position);
}
