using Basalt.Records;

namespace Basalt.Rules;

/// <summary>From one side of a comparison to an operand: macros first, then paths, then words.</summary>
internal sealed class OperandBinder(BindingScope scope)
{
    private ParameterTable Parameters => scope.State.Parameters;

    public Operand Bind(OperandSyntax syntax) => syntax switch
    {
        OperandSyntax.Text text => Parameters.Add(new ParameterOrigin.Literal(Value.Text(text.Value))),
        OperandSyntax.Number number => Parameters.Add(new ParameterOrigin.Literal(Value.Number(number.Value))),
        OperandSyntax.Identifier identifier => Identifier(identifier),
        OperandSyntax.Function function => new FunctionBinder(scope, this).Bind(function),
        _ => throw new InvalidOperationException($"{syntax.GetType()} can't be bound"),
    };

    public Operand Identifier(OperandSyntax.Identifier identifier)
    {
        if (MacroNames.Find(identifier.Name) is { } macro) return Parameters.Add(new ParameterOrigin.Macro(macro));
        if (WordOf(identifier.Name) is { } word && scope.Collection.FindField(identifier.Name) is null)
        {
            return Parameters.Add(new ParameterOrigin.Word(word));
        }

        return Path(identifier.Name, identifier.Position);
    }

    /// <summary>A field, <c>@request.…</c> or <c>@collection.…</c>.</summary>
    public Operand Path(string name, int position)
    {
        if (PathText.Parse(name, out var failure) is not { } path) throw scope.Fail(failure, position);
        return path.Names[0] switch
        {
            PathText.Request => new RequestPathBinder(scope, position).Bind(path),
            PathText.Collection => Joined(path, position),
            _ => Fields(scope.Start, path.Names, path.Modifier, position),
        };
    }

    private Operand Joined(PathText path, int position)
    {
        if (path.Names.Length < 3) throw scope.Fail("a field of the collection is missing", position);
        if (scope.State.Schema.Find(path.Names[1]) is not { } collection) throw scope.Fail($"unknown collection {path.Names[1]}", position);
        var source = scope.State.Sources.Joined(scope.Start, collection, path.Alias);
        scope.CheckSources(position);
        return Fields(source, path.Names.AsSpan(2), path.Modifier, position);
    }

    private Operand Fields(Source start, ReadOnlySpan<string> names, PathModifier modifier, int position) =>
        new FieldPathBinder(scope, position, modifier).Bind(start, names, 0, out var failure) ?? throw scope.Fail(failure, position);

    private static Value? WordOf(string name)
    {
        if (name.Equals("null", StringComparison.OrdinalIgnoreCase)) return Value.Null;
        if (name.Equals("true", StringComparison.OrdinalIgnoreCase)) return Value.Bool(true);
        return name.Equals("false", StringComparison.OrdinalIgnoreCase) ? Value.Bool(false) : null;
    }
}
