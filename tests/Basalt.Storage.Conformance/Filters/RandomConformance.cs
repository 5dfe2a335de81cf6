using System.Globalization;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Tests.Shared;
using CsCheck;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>
/// An engine and the language agree on expressions that nobody thought of: candidates with the evaluator in memory, joined rows with
/// <see cref="ReferenceEvaluation"/>. The environment variable BASALT_FILTER_RUNS says how many of each kind to try.
/// </summary>
public abstract class RandomConformance(WorldUnderTest world)
{
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("BASALT_FILTER_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 2_000;

    private Collection Posts => world.Engine.Schema.Require("posts");

    [Fact]
    public Task A_candidate_is_decided_alike() => Gen.Select(RandomExpressions.Local, RandomExpressions.Post, RandomExpressions.Request).SampleAsync(
        async (text, post, request) =>
        {
            var texts = request.Texts with { Rule = text };
            var query = RuleBinder.Bind(world.Engine.Schema, Posts, texts);
            var verdict = RuleEvaluator.Evaluate(query, post, ParameterValues.Resolve(query, request.Request, world.Clock));
            if (verdict == Verdict.NeedsEngine) return;
            Assert.Equal((text, verdict), (text, await world.AcceptsAsync(post, texts, request.Request) ? Verdict.Allowed : Verdict.Refused));
        },
        iter: Runs, threads: 1);

    [Fact]
    public Task Joined_rows_are_combined_alike() => Gen.Select(RandomExpressions.Joined, RandomExpressions.Request).SampleAsync(
        async (text, request) =>
        {
            var texts = request.Texts with { Rule = text };
            var query = RuleBinder.Bind(world.Engine.Schema, Posts, texts);
            var parameters = ParameterValues.Resolve(query, request.Request, world.Clock);
            var reference = new ReferenceEvaluation(query, world.Records, parameters.Values);
            var ids = await world.ListAsync(Posts, texts, request.Request);
            foreach (var post in world.RecordsOf(Posts))
            {
                if (reference.Matches(post) is { } matches) Assert.Equal((text, post.Id, matches), (text, post.Id, ids.Contains(post.Id)));
            }
        },
        iter: Runs, threads: 1, print: Print);

    private static string Print((string Text, FilterCase Request) given) =>
        $"{given.Text} by {given.Request.Caller} body {string.Join(' ', given.Request.Body)} query {string.Join(' ', given.Request.Query)} headers {string.Join(' ', given.Request.Headers)}";
}
