using Basalt.Errors;
using Basalt.Rules;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Rules;

/// <summary>The shared table of expressions, as far as memory can decide them.</summary>
public sealed class FilterCaseTests
{
    private static readonly FakeTimeProvider Clock = new(FilterWorld.Now);

    public static TheoryData<FilterCase> Matching => [.. FilterCases.Matching];

    public static TheoryData<RefusedCase> Refused => [.. FilterCases.Refused];

    public static TheoryData<SortCase> Sorts => [.. FilterCases.Sorts];

    [Theory, MemberData(nameof(Matching))]
    public void Expression_matches_exactly(FilterCase given)
    {
        var query = RuleBinder.Bind(FilterWorld.Schema, FilterWorld.Collection(given.Collection), given.Texts);
        var values = ParameterValues.Resolve(query, given.Request, Clock);
        var undecidedIsRight = query.Sources.Any(source => source is not (Source.Each { Parent: Source.Root } or Source.EachOf));
        foreach (var record in FilterWorld.RecordsOf(given.Collection))
        {
            var expected = given.ExpectedIds.Contains(record.Id) ? Verdict.Allowed : Verdict.Refused;
            var verdict = RuleEvaluator.Evaluate(query, record, values);
            if (verdict == Verdict.NeedsEngine && undecidedIsRight) continue;
            Assert.True(expected == verdict, $"{record.Id} is {verdict}, expected {expected}");
        }
    }

    [Theory, MemberData(nameof(Refused))]
    public void Expression_is_refused(RefusedCase given)
    {
        var refusal = Assert.Throws<BasaltException>(() => RuleBinder.Bind(FilterWorld.Schema, FilterWorld.Collection(given.Collection), given.Texts));
        Assert.Equal(given.Code, refusal.Code);
        var isDenied = given.Code == "superuser_filter";
        Assert.Equal(isDenied ? ErrorKind.Denied : ErrorKind.Invalid, refusal.Kind);
        Assert.Equal(isDenied, refusal.Message.Length > 0); // of a mistake in the text a client learns nothing
        Assert.Null(refusal.Tree);
    }

    [Theory, MemberData(nameof(Sorts))]
    public void Sort_is_accepted(SortCase given)
    {
        var query = RuleBinder.Bind(FilterWorld.Schema, FilterWorld.Collection(given.Collection), new RuleTexts(null, Sort: given.Sort, IsSuperuser: given.IsSuperuser));
        Assert.Equal(given.Sort.Split(',').Length, query.Sort.Length);
    }

    [Fact]
    public void The_table_covers_every_section_with_at_least_three_hundred_cases()
    {
        Assert.InRange(FilterCases.Matching.Count, 300, int.MaxValue);
        Assert.Equal(["1", "10", "11", "12", "13", "16", "2", "3.2", "3.3", "3.4", "4", "5", "6", "7", "8", "9"], FilterCases.Matching.Select(c => c.Section).Distinct().Order(StringComparer.Ordinal));
    }
}
