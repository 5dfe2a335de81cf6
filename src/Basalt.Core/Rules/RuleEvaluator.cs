using Basalt.Records;

namespace Basalt.Rules;

/// <summary>What the in-memory evaluator says of a record.</summary>
public enum Verdict : byte
{
    /// <summary>The condition is false or unknown.</summary>
    Refused,
    Allowed,

    /// <summary>It depends on other records: ask the engine.</summary>
    NeedsEngine,
}

/// <summary>Decides a condition from the record and the request alone, with the same answers as the engines.</summary>
public static class RuleEvaluator
{
    public static Verdict Evaluate(BoundQuery query, Record row, ParameterValues parameters) => throw new NotSupportedException();
}
