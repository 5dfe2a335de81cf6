using Basalt.Records;

namespace Basalt.Rules;

/// <summary>Binds the two functions of the language; each accepts only some kinds of arguments.</summary>
internal sealed class FunctionBinder(BindingScope scope, OperandBinder operands)
{
    public Operand Bind(OperandSyntax.Function function) => function.Name switch
    {
        "geoDistance" => GeoDistance(function),
        "strftime" => Strftime(function),
        _ => throw scope.Fail($"unknown function {function.Name}", function.Position),
    };

    private Operand.GeoDistance GeoDistance(OperandSyntax.Function function)
    {
        if (function.Arguments is not [var lonA, var latA, var lonB, var latB]) throw scope.Fail("geoDistance takes four arguments", function.Position);
        return new Operand.GeoDistance(Degrees(lonA), Degrees(latA), Degrees(lonB), Degrees(latB));
    }

    private Operand Degrees(OperandSyntax argument) =>
        argument is OperandSyntax.Number ? operands.Bind(argument) : Identifier(argument, "a name or a number");

    private Operand.Strftime Strftime(OperandSyntax.Function function)
    {
        if (function.Arguments.Length is < 1 or > RuleLimits.StrftimeArguments) throw scope.Fail("strftime takes one to ten arguments", function.Position);
        var format = Text(function.Arguments[0]);
        var time = function.Arguments.Length > 1 ? Time(function.Arguments[1]) : Now();
        return new Operand.Strftime(format, time, [.. function.Arguments.Skip(2).Select(Text)]);
    }

    private Operand Time(OperandSyntax argument) => argument switch
    {
        OperandSyntax.Text { Value: var text } when text.Equals("now", StringComparison.OrdinalIgnoreCase) => Now(),
        OperandSyntax.Text or OperandSyntax.Number => operands.Bind(argument),
        _ => Identifier(argument, "a name, a text or a number"),
    };

    // The clock of the server, not the database's: there is one "now" in a request.
    private Operand.Parameter Now() => scope.State.Parameters.Add(new ParameterOrigin.Macro(MacroKind.Now));

    private Operand.Parameter Text(OperandSyntax argument) => argument is OperandSyntax.Text text
        ? scope.State.Parameters.Add(new ParameterOrigin.Literal(Value.Text(text.Value)))
        : throw scope.Fail("a text is needed here", argument.Position);

    private Operand Identifier(OperandSyntax argument, string wanted)
    {
        if (argument is not OperandSyntax.Identifier identifier) throw scope.Fail($"{wanted} is needed here", argument.Position);
        return operands.Identifier(identifier) is var operand and not Operand.Test
            ? operand
            : throw scope.Fail($"{wanted} is needed here", argument.Position);
    }
}
