using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Holds one record against one rule: in memory where that can decide, else by the engine.</summary>
public sealed class RuleChecker(QueryPlanner planner)
{
    /// <summary>Decides without the engine, or says that it can't.</summary>
    /// <param name="rule">"" lets everybody through; the caller decides what null means before asking.</param>
    /// <exception cref="Errors.BasaltException"><see cref="Errors.ErrorKind.Invalid"/>: the stored rule can't be bound (any more).</exception>
    public Verdict Evaluate(SchemaSnapshot schema, string rule, Record row, RuleRequest request)
    {
        if (rule.Length == 0) return Verdict.Allowed;
        var (query, parameters) = planner.PlanRule(schema, row.Collection, rule, request);
        return RuleEvaluator.Evaluate(query, row, parameters);
    }

    /// <param name="row">A stored record, or with <paramref name="isCandidate"/> one that is about to be created.</param>
    /// <inheritdoc cref="Evaluate"/>
    public async ValueTask<bool> SatisfiesAsync(
        IStorageReader storage, SchemaSnapshot schema, string rule, Record row, bool isCandidate, RuleRequest request, CancellationToken ct)
    {
        var verdict = Evaluate(schema, rule, row, request);
        if (verdict != Verdict.NeedsEngine) return verdict == Verdict.Allowed;
        var rows = isCandidate ? (RowSelector)RowSelector.All.Instance : RowSelector.ById.Instance;
        var query = planner.Plan(schema, row.Collection, new RuleTexts(rule), rows, [], request, isCandidate ? row : null);
        var found = new Found();
        await storage.QueryAsync(query with { Key = row.Id, Limit = 1 }, found, ct);
        return found.Any;
    }

    private sealed class Found : IRowConsumer
    {
        public bool Any { get; private set; }

        public bool Accept(RecordRow row)
        {
            Any = true;
            return false;
        }
    }
}
