using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Holds one record against one rule: in memory where that can decide, else by the engine.</summary>
public sealed class RuleChecker(QueryPlanner planner)
{
    private readonly QueryPlanner _planner = planner;

    /// <param name="rule">"" lets everybody through; the caller decides what null means before asking.</param>
    /// <param name="row">A stored record, or with <paramref name="isCandidate"/> one that is about to be created.</param>
    public ValueTask<bool> SatisfiesAsync(
        IStorageReader storage, SchemaSnapshot schema, string rule, Record row, bool isCandidate, RuleRequest request, CancellationToken ct) =>
        throw new NotSupportedException(_planner.ToString());
}
