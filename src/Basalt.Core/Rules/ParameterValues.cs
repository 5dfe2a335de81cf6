using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>The values of a bound query's parameters for one request.</summary>
public readonly record struct ParameterValues(Value[] Values, ImmutableArray<ParameterClass> Classes)
{
    /// <summary>Reads every parameter from the request, or from the clock (macros).</summary>
    public static ParameterValues Resolve(BoundQuery query, RuleRequest request, TimeProvider clock) => throw new NotSupportedException();
}
