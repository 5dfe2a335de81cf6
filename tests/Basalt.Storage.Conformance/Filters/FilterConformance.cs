using Basalt.Rules;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>What the language says, an engine does: the same cases that the in-memory evaluator answers.</summary>
public abstract class FilterConformance(WorldUnderTest world)
{
    public static TheoryData<FilterCase> Matching => [.. FilterCases.Matching];

    /// <summary>Without those that ask what refers to the record: nothing refers to one that isn't stored.</summary>
    public static TheoryData<FilterCase> Rules => [.. FilterCases.Matching.Where(c => c.Side == FilterSide.Rule && !c.Text.Contains("_via_", StringComparison.Ordinal))];

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

    [Theory, MemberData(nameof(Rules))]
    public async Task A_candidate_is_decided_as_if_it_were_stored(FilterCase given)
    {
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
