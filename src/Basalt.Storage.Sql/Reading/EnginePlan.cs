using System.Collections.Immutable;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What the engine keeps in <see cref="QueryShape.Plan"/>: the SQL, and when a total of it may be used again.</summary>
internal class EnginePlan
{
    protected EnginePlan(QueryShape shape, SqlPlanner planner)
    {
        Sql = planner.Compile(shape);
        IsStable = !TimeDependence.Of(shape.Query);
        Reads = ReadsOf(shape);
    }

    internal SqlPlan Sql { get; }

    /// <summary>True when the same values over the same records always give the same answer: it does not ask the clock.</summary>
    internal bool IsStable { get; }

    /// <summary>Ids of the collections it reads from; null when it may read from anything (views).</summary>
    internal ImmutableArray<string>? Reads { get; }

    internal static EnginePlan Of(QueryShape shape, SqlPlanner planner)
    {
        if (shape.Plan is EnginePlan plan) return plan;
        var made = new EnginePlan(shape, planner);
        shape.Plan = made; // two threads may both compile it: equal, and the last one stays
        return made;
    }

    private static ImmutableArray<string>? ReadsOf(QueryShape shape)
    {
        List<Collection> collections = [shape.Collection, .. shape.Query.Sources.Select(s => s.Collection).OfType<Collection>()];
        return collections.Exists(c => c.IsView) ? null : [.. collections.Select(c => c.Id).Distinct()];
    }
}

/// <summary>Whether a query asks the clock: through a macro, or through strftime, whose arguments may name the current time.</summary>
internal sealed class TimeDependence : IConditionVisitor<bool>, IOperandVisitor<bool>
{
    private static readonly TimeDependence Instance = new();

    internal static bool Of(BoundQuery query) =>
        query.Parameters.Any(p => p is ParameterOrigin.Macro) || (query.Where is not null && query.Where.Accept(Instance));

    public bool Visit(Condition.And condition) => condition.Left.Accept(this) || condition.Right.Accept(this);

    public bool Visit(Condition.Or condition) => condition.Left.Accept(this) || condition.Right.Accept(this);

    public bool Visit(Condition.Compare condition) => condition.Left.Accept(this) || condition.Right.Accept(this);

    public bool Visit(Condition.NoRow condition) => false;

    public bool Visit(Condition.EveryRow condition) => condition.Condition.Accept(this);

    public bool Visit(Operand.Parameter operand) => false;

    public bool Visit(Operand.Column operand) => false;

    public bool Visit(Operand.Item operand) => false;

    public bool Visit(Operand.GeoDistance operand) =>
        operand.LonA.Accept(this) || operand.LatA.Accept(this) || operand.LonB.Accept(this) || operand.LatB.Accept(this);

    public bool Visit(Operand.Strftime operand) => true;

    public bool Visit(Operand.Test operand) => operand.Condition.Accept(this);
}
