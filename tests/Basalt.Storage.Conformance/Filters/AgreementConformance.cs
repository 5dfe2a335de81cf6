using Basalt.Rules;
using Basalt.Storage.Conformance.Engine;
using Basalt.Tests.Shared;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>Random expressions: what memory decides, the engine decides alike.</summary>
public abstract class AgreementConformance(WorldUnderTest world)
{
    private static readonly FakeTimeProvider Clock = new(FilterWorld.Now);

    private static readonly List<Record> Posts = [.. RandomExpressions.Posts(150)];

    [Fact]
    public async Task The_evaluator_and_the_engine_agree_on_expressions_of_one_record() => await AgreeAsync(RandomExpressions.Local, 800);

    [Fact]
    public async Task The_evaluator_and_the_engine_agree_on_expressions_over_relations() => await AgreeAsync(RandomExpressions.Joined, 400);

    private async Task AgreeAsync(Gen<string> expressions, int count)
    {
        if (await world.CountAsync(world.Engine.Schema.Require("posts"), default, new RuleRequest()) < Posts.Count) await world.Engine.InsertAsync([.. Posts]);
        await Gen.Select(expressions, RandomExpressions.Request).SampleAsync(
            async (text, request) => await AgreeAsync(request with { Text = text }),
            iter: count,
            threads: 1,
            print: pair => $"{pair.Item1}\n{pair.Item2.Caller} q={pair.Item2.Query.GetValueOrDefault("q")} body={string.Join(", ", pair.Item2.Body)}");
    }

    private async Task AgreeAsync(FilterCase given)
    {
        var posts = world.Engine.Schema.Require("posts");
        var found = (await world.ListAsync(posts, given.Texts, given.Request)).ToHashSet(StringComparer.Ordinal);
        var query = RuleBinder.Bind(world.Engine.Schema, posts, given.Texts);
        var values = ParameterValues.Resolve(query, given.Request, Clock);
        foreach (var post in Posts)
        {
            var verdict = RuleEvaluator.Evaluate(query, post, values);
            if (verdict == Verdict.NeedsEngine) continue;
            Assert.True(found.Contains(post.Id) == (verdict == Verdict.Allowed), $"{post.Id}: memory says {verdict}");
        }
    }
}
