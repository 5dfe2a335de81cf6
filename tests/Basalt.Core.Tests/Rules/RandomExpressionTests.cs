using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Tests.Shared;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Rules;

public sealed class RandomExpressionTests
{
    private static readonly FakeTimeProvider Clock = new(FilterWorld.Now);

    private static readonly Collection Posts = FilterWorld.Collection("posts");

    [Fact]
    public void Valid_expressions_bind() => Gen.OneOf(RandomExpressions.Local, RandomExpressions.Joined).Sample(
        text => RuleBinder.CheckRule(FilterWorld.Schema, Posts, text) is null, iter: 5_000, print: text => text);

    [Fact]
    public void No_text_makes_the_binder_throw_anything_but_a_refusal() => RandomExpressions.Hostile.Sample(
        text =>
        {
            foreach (var texts in (RuleTexts[])[new(text), new(null, text), new(null, text, IsSuperuser: true), new(null, Sort: text), new(null, Sort: text, IsSuperuser: true)])
            {
                try
                {
                    RuleBinder.Bind(FilterWorld.Schema, Posts, texts with { CallerCollectionId = "pbc_users" });
                }
                catch (BasaltException refusal)
                {
                    Assert.Contains(refusal.Kind, (ErrorKind[])[ErrorKind.Invalid, ErrorKind.Denied]);
                }
            }
        },
        iter: 20_000,
        print: text => text);

    [Fact]
    public void What_needs_no_other_collection_is_mostly_decided_in_memory()
    {
        var (decided, all) = (0, 0);
        Gen.Select(RandomExpressions.Local, RandomExpressions.Post, RandomExpressions.Request).Sample(
            (text, post, request) =>
            {
                var query = RuleBinder.Bind(FilterWorld.Schema, Posts, request.Texts with { Rule = text });
                var verdict = RuleEvaluator.Evaluate(query, post, ParameterValues.Resolve(query, request.Request, Clock));
                Interlocked.Increment(ref all);
                if (verdict != Verdict.NeedsEngine) Interlocked.Increment(ref decided);
            },
            iter: 5_000);
        Assert.InRange(decided, all * 9 / 10, all);
    }

    [Fact]
    public void Both_spellings_of_an_operator_agree_on_single_values() => Gen.Select(RandomExpressions.Local, RandomExpressions.Post, RandomExpressions.Request).Sample(
        (text, post, request) =>
        {
            if (text.Contains(":each", StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal)) return;
            var any = string.Join(' ', text.Split(' ').Select(word => word is "=" or "!=" or "~" or "!~" or "<" or "<=" or ">" or ">=" ? "?" + word : word));
            if (RuleBinder.CheckRule(FilterWorld.Schema, Posts, any) is not null) return; // an operator inside a text
            Assert.Equal(Evaluate(text, post, request), Evaluate(any, post, request));
        },
        iter: 2_000);

    private static Verdict Evaluate(string rule, Basalt.Records.Record post, FilterCase request)
    {
        var query = RuleBinder.Bind(FilterWorld.Schema, Posts, request.Texts with { Rule = rule });
        return RuleEvaluator.Evaluate(query, post, ParameterValues.Resolve(query, request.Request, Clock));
    }
}
