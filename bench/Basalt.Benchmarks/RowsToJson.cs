using Basalt.Records;
using Basalt.Rules;
using Basalt.Text;
using BenchmarkDotNet.Attributes;

namespace Basalt.Benchmarks;

/// <summary>What one listed record costs between SQLite and the bytes of the answer. Goal: at most 100 bytes allocated for each.</summary>
[MemoryDiagnoser]
public class RowsToJson
{
    private const int Records = 1_000;

    private static readonly ListQuery Thousand = ListQuery.Parse("1", "1000", "true", null, null, null);
    private static readonly ListQuery Filtered = ListQuery.Parse("1", "1000", "true", "published = true || views >= 0", "-created", null);

    private readonly RuleRequest _guest = new();
    private Blog _blog = null!; // opened by Setup
    private RecordQueries _queries = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        _blog = await Blog.OpenAsync(Records);
        var planner = new QueryPlanner(TimeProvider.System);
        var reader = new RecordReader(planner);
        _queries = new RecordQueries(_blog.Engine, planner, new RecordPresenter(reader, new RuleChecker(planner)));
    }

    [GlobalCleanup]
    public async Task Cleanup() => await _blog.DisposeAsync();

    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public Task<int> Listed() => ListAsync(Thousand);

    [Benchmark(OperationsPerInvoke = Records)]
    public Task<int> ListedWithFilterAndSort() => ListAsync(Filtered);

    private async Task<int> ListAsync(ListQuery list)
    {
        using var json = new JsonBuffer(512 * 1024);
        return await _queries.ListAsync(_blog.Engine.Schema, _blog.Posts, list, _guest, json, CancellationToken.None);
    }
}
