using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using BenchmarkDotNet.Attributes;

namespace Basalt.Benchmarks;

/// <summary>What it costs to decide a rule in memory, once it is bound.</summary>
[MemoryDiagnoser]
public class RuleEvaluation
{
    private readonly Record _post = new(Blog.PostsDefinition) { Id = "a00000000000001" };
    private BoundQuery _query = null!; // bound by Setup
    private ParameterValues _values;

    [Params("published = true", "author = @request.auth.id || (title ~ 'stone' && views > 10)")]
    public string Rule { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _post["title"] = Value.Text("A column of stone");
        _post["views"] = Value.Number(12);
        _post["published"] = Value.Bool(true);
        _query = RuleBinder.Bind(new SchemaSnapshot(1, [Blog.PostsDefinition]), Blog.PostsDefinition, new RuleTexts(Rule));
        _values = ParameterValues.Resolve(_query, new RuleRequest(), TimeProvider.System);
    }

    [Benchmark(Baseline = true)]
    public Verdict Evaluated() => RuleEvaluator.Evaluate(_query, _post, _values);
}
