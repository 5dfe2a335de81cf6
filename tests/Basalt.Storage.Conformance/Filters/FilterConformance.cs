using Basalt.Rules;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>What the language says, an engine does: the same cases that the in-memory evaluator answers.</summary>
public abstract class FilterConformance(WorldUnderTest world)
{
    public static TheoryData<FilterCase> Matching => [.. FilterCases.Matching];

    public static TheoryData<SortCase> Sorted => [.. FilterCases.Sorts];

    [Theory, MemberData(nameof(Matching))]
    public async Task An_expression_matches_exactly(FilterCase given)
    {
        var collection = world.Engine.Schema.Require(given.Collection);
        var ids = await world.ListAsync(collection, given.Texts, given.Request);
        Assert.Equal(given.ExpectedIds.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
        Assert.Equal(FilterWorld.RecordsOf(given.Collection).Select(r => r.Id).Where(ids.Contains), ids); // in order of insertion
        Assert.Equal(ids.Count, await world.CountAsync(collection, given.Texts, given.Request));
    }

    [Theory, MemberData(nameof(Matching))]
    public async Task A_candidate_is_decided_as_if_it_were_stored(FilterCase given)
    {
        // What is stored already joins differently: a candidate has nothing that refers to it.
        Assert.SkipWhen(given.Side != FilterSide.Rule || given.Text.Contains("_via_", StringComparison.Ordinal), "not a rule of the candidate alone");
        foreach (var record in FilterWorld.RecordsOf(given.Collection))
        {
            Assert.Equal((record.Id, given.ExpectedIds.Contains(record.Id)), (record.Id, await world.AcceptsAsync(record, given.Texts, given.Request)));
        }
    }

    [Theory, MemberData(nameof(Sorted))]
    public async Task A_sort_orders_exactly(SortCase given)
    {
        var texts = new RuleTexts(null, Sort: given.Sort, IsSuperuser: given.IsSuperuser);
        Assert.Equal(given.Ids.Split(' '), await world.ListAsync(world.Engine.Schema.Require(given.Collection), texts, new RuleRequest()));
    }
}
