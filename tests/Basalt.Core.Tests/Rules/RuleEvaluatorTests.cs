using Basalt.Auth;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Rules;

public sealed class RuleEvaluatorTests
{
    [Theory]
    [InlineData(125, Verdict.Refused)]
    [InlineData(126, Verdict.NeedsEngine)]
    [InlineData(100_000, Verdict.NeedsEngine)]
    public void More_than_250_combinations_of_items_are_left_to_the_engine(int submitted, Verdict expected)
    {
        var query = RuleBinder.Bind(
            FilterWorld.Schema, FilterWorld.Collection("posts"), new RuleTexts("@request.body.tags:each ?= @request.auth.roles:each") { CallerCollectionId = "pbc_users" });
        var request = new RuleRequest
        {
            Caller = Caller.Of(FilterWorld.Record("u1")), // who has two roles
            Body = new Dictionary<string, Value> { ["tags"] = Value.List(Enumerable.Repeat("other", submitted).ToArray()) },
        };

        Assert.Equal(expected, RuleEvaluator.Evaluate(query, FilterWorld.Record("p1"), ParameterValues.Resolve(query, request, new FakeTimeProvider())));
    }
}
