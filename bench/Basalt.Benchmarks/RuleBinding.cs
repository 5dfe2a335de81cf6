using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using BenchmarkDotNet.Attributes;

namespace Basalt.Benchmarks;

/// <summary>What a rule costs when it is seen for the first time, and on every request after that.</summary>
[MemoryDiagnoser]
public class RuleBinding
{
    private readonly SchemaSnapshot _schema = new(1, [Blog.PostsDefinition]);
    private readonly QueryPlanner _planner = new(TimeProvider.System);
    private readonly RuleRequest _guest = new();

    [Params("published = true", "@request.auth.id != '' && (author = @request.auth.id || title ~ 'stone%') && views > 10")]
    public string Rule { get; set; } = "";

    [Benchmark(Baseline = true)]
    public BoundQuery ParseAndBind() => RuleBinder.Bind(_schema, Blog.PostsDefinition, new RuleTexts(Rule));

    [Benchmark]
    public object Planned() => _planner.PlanRule(_schema, Blog.PostsDefinition, Rule, _guest).Query;
}
