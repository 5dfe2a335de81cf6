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
    // Every item of one list against every item of another…: beyond this the engine is asked, whose time is limited.
    private const int MostCombinations = 250;

    /// <param name="query">Its condition decides; its sort does not matter.</param>
    /// <param name="row">The record under test, stored or not, of the query's collection.</param>
    /// <param name="parameters">Of the query, for this request.</param>
    public static Verdict Evaluate(BoundQuery query, Record row, ParameterValues parameters)
    {
        if (query.Where is null) return Verdict.Allowed;
        var items = new ItemLists(query, row, parameters.Values);
        if (items.Combinations > MostCombinations) return Verdict.NeedsEngine;
        var evaluation = new ConditionEvaluation(row, parameters.Values, items);
        var verdict = Verdict.Refused;
        do
        {
            switch (query.Where.Accept(evaluation))
            {
                case Truth.True: return Verdict.Allowed; // one combination of joined rows is enough
                case Truth.Undecided: verdict = Verdict.NeedsEngine; break;
            }
        }
        while (items.Advance());
        return verdict;
    }
}
