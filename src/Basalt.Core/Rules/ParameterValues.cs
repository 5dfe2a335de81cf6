using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>The values of a bound query's parameters for one request.</summary>
/// <param name="Values">By index. Of the kinds of a request: null, text, number, bool, list, or JSON (an array or object, without
/// white space).</param>
/// <param name="Classes">By index.</param>
public readonly record struct ParameterValues(Value[] Values, ImmutableArray<ParameterClass> Classes)
{
    /// <summary>Reads every parameter from the request, or from the clock (macros).</summary>
    public static ParameterValues Resolve(BoundQuery query, RuleRequest request, TimeProvider clock)
    {
        var origins = query.Parameters;
        if (origins.IsEmpty) return new ParameterValues([], []);
        var now = clock.GetUtcNow(); // one moment for all macros of a request
        var values = new Value[origins.Length];
        var classes = ImmutableArray.CreateBuilder<ParameterClass>(origins.Length);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ValueOf(origins[i], request, now);
            classes.Add(ClassOf(values[i]));
        }

        return new ParameterValues(values, classes.MoveToImmutable());
    }

    private static Value ValueOf(ParameterOrigin origin, RuleRequest request, DateTimeOffset now) => origin switch
    {
        ParameterOrigin.Literal literal => literal.Value,
        ParameterOrigin.Word word => word.Value,
        ParameterOrigin.Macro macro => MacroValues.Of(macro.Kind, now),
        ParameterOrigin.Context => Value.Text(request.Context),
        ParameterOrigin.Method => Value.Text(request.Method),
        ParameterOrigin.Request path => RequestReader.Read(path, request),
        _ => throw new InvalidOperationException($"{origin.GetType()} has no value"),
    };

    internal static ParameterClass ClassOf(Value value) => value.Kind switch
    {
        ValueKind.Null => ParameterClass.Null,
        ValueKind.Text when value.AsText().Length == 0 => ParameterClass.EmptyText,
        ValueKind.Text when !LikePattern.HasWildcard(value.AsText()) => ParameterClass.Text,
        ValueKind.Text => LikePattern.PrefixOf(value.AsText()) is null ? ParameterClass.Pattern : ParameterClass.Prefix,
        ValueKind.Number => ParameterClass.Number,
        ValueKind.Bool => ParameterClass.Bool,
        _ => ParameterClass.Json,
    };
}
