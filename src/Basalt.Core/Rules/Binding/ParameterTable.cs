using System.Collections.Immutable;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>The parameters of the query being bound, in the order in which they were named.</summary>
internal sealed class ParameterTable
{
    private readonly ImmutableArray<ParameterOrigin>.Builder _origins = ImmutableArray.CreateBuilder<ParameterOrigin>();

    public Operand.Parameter Add(ParameterOrigin origin)
    {
        _origins.Add(origin);
        return new Operand.Parameter(_origins.Count - 1, origin);
    }

    public Operand.Parameter Null() => Add(new ParameterOrigin.Word(Value.Null));

    public Operand.Parameter True() => Add(new ParameterOrigin.Word(Value.Bool(true)));

    public ImmutableArray<ParameterOrigin> ToImmutable() => _origins.ToImmutable();
}
