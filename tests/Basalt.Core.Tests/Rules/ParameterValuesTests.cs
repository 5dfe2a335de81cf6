using Basalt.Auth;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Core.Tests.Rules;

public sealed class ParameterValuesTests
{
    public static TheoryData<string, string, string> Moments => new()
    {
        { "2026-03-15T12:30:45.678Z", "@now", "2026-03-15 12:30:45.678Z" },
        { "2026-03-01T00:00:00.000Z", "@yesterday", "2026-02-28 00:00:00.000Z" },
        { "2024-02-28T23:59:59.999Z", "@tomorrow", "2024-02-29 23:59:59.999Z" },
        { "2026-03-15T23:30:00.000-02:00", "@todayStart", "2026-03-16 00:00:00.000Z" },
        { "2026-03-15T12:30:45.678Z", "@todayEnd", "2026-03-15 23:59:59.999Z" },
        { "2026-03-31T12:30:45.678Z", "@monthStart", "2026-03-01 00:00:00.000Z" },
        { "2024-02-10T12:30:45.678Z", "@monthEnd", "2024-02-29 23:59:59.999Z" },
        { "2026-12-10T12:30:45.678Z", "@monthEnd", "2026-12-31 23:59:59.999Z" },
        { "2026-12-31T23:59:59.999Z", "@yearStart", "2026-01-01 00:00:00.000Z" },
        { "2026-01-01T00:00:00.000Z", "@yearEnd", "2026-12-31 23:59:59.999Z" },
    };

    public static TheoryData<string, double> Numbers => new()
    {
        { "@second", 45 }, { "@minute", 30 }, { "@hour", 12 }, { "@day", 15 }, { "@weekday", 0 }, { "@month", 3 }, { "@year", 2026 },
    };

    public static TheoryData<string, ParameterClass> Classes => new()
    {
        { "null", ParameterClass.Null },
        { "''", ParameterClass.EmptyText },
        { "'a'", ParameterClass.Text },
        { "'%a%'", ParameterClass.Pattern },
        { "'a%'", ParameterClass.Prefix },
        { @"'a\%'", ParameterClass.Text },
        { @"'a\\%'", ParameterClass.Prefix },
        { "0", ParameterClass.Number },
        { "true", ParameterClass.Bool },
        { "@now", ParameterClass.Text },
        { "@year", ParameterClass.Number },
        { "@request.context", ParameterClass.Text },
        { "@request.auth.id", ParameterClass.Text },
        { "@request.auth.missing", ParameterClass.Null },
        { "@request.auth.level", ParameterClass.Number },
        { "@request.auth.verified", ParameterClass.Bool },
        { "@request.auth.roles", ParameterClass.Json },
        { "@request.auth.roles:length", ParameterClass.Number },
        { "@request.auth.profile", ParameterClass.Json },
        { "@request.auth.profile.a", ParameterClass.Number },
        { "@request.query.q", ParameterClass.Null },
        { "@request.query.q:isset", ParameterClass.Bool },
        { "@request.body.tags:length", ParameterClass.Number },
    };

    [Theory, MemberData(nameof(Moments))]
    public void Macro_is_a_moment(string now, string macro, string expected) =>
        Assert.Equal(Value.Text(expected), Resolve(macro, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)).Values[0]);

    [Theory, MemberData(nameof(Numbers))]
    public void Macro_is_a_number(string macro, double expected) => Assert.Equal(Value.Number(expected), Resolve(macro, FilterWorld.Now).Values[0]);

    [Theory, MemberData(nameof(Classes))]
    public void Value_has_the_class_that_decides_its_comparison(string operand, ParameterClass expected) =>
        Assert.Equal(expected, Resolve(operand, FilterWorld.Now).Classes[0]);

    [Fact]
    public void Json_of_a_request_is_minified_and_its_scalars_are_plain_values()
    {
        Assert.Equal(Value.Json("""{"a":[1,"x  y",{"b":null}]}"""), Body("""{ "a": [1, "x  y", { "b": null }] }"""));
        Assert.Equal(Value.Text("é\n"), Body("\"\\u00e9\\n\""));
        Assert.Equal(Value.Number(1), Body("1.0"));
        Assert.Equal(Value.Bool(true), Body("true"));
        Assert.Equal(Value.Null, Body("null"));
        Assert.Equal(Value.Null, Body("no json"));
        Assert.Equal(Value.Null, Body("\"\\ud800\""));
    }

    private static Value Body(string json)
    {
        var query = RuleBinder.Bind(FilterWorld.Schema, FilterWorld.Collection("posts"), new RuleTexts("@request.body.extra = 1"));
        var request = new RuleRequest { Body = new Dictionary<string, Value> { ["extra"] = Value.Json(json) } };
        return ParameterValues.Resolve(query, request, TimeProvider.System).Values[0];
    }

    private static ParameterValues Resolve(string operand, DateTimeOffset now)
    {
        var query = RuleBinder.Bind(FilterWorld.Schema, FilterWorld.Collection("posts"), new RuleTexts(operand + " = id"));
        var request = new RuleRequest { Caller = Caller.Of(FilterWorld.Record("u1")) };
        return ParameterValues.Resolve(query, request, new FakeTimeProvider(now));
    }
}
