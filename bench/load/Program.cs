// Basalt against the bare limit of this machine, workload by workload, as a table of ratios. Start it by bench/load/run.
using System.Globalization;
using System.Text;
using Basalt.Bench.Load;

var settings = Settings.Parse(args);
using var data = new SeededData(settings);
var contest = new Contest(settings, data);
var table = new StringBuilder();
var failed = false;

Line($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {settings.Runs} runs of {settings.RunSeconds} s, median; per second | p50 ms | p99 ms | CPU µs a request");
Line("");
Line("| workload | yardstick | measured | ratio | must | aim | CPU ratio |");
Line("|---|---|---|---|---|---|---|");
foreach (var workload in (settings.OnPostgres ? Workload.OnPostgres : Workload.All).Where(workload => settings.Wants(workload.Name)))
{
    var result = await contest.RunAsync(workload);
    var verdict = result.Ratio >= workload.Aim ? "" : result.Ratio >= workload.Must ? " (below aim)" : " **(below must)**";
    failed |= result.Ratio < workload.Must;
    Line($"| {workload.Title} | {Cell(result.Yardstick)} | {Cell(result.Measured)} | {result.Ratio:f2}{verdict} | {workload.Must:f2} | {workload.Aim:f2} | {result.ProcessorRatio:f2} |");
}

if (settings.Wants("rest"))
{
    Line("");
    Line("| on an existing directory | start to healthy, ms | must | idle memory, MB | must |");
    Line("|---|---|---|---|---|");
    await RestAsync("JIT", settings.BasaltProgram, 400, 90);
    if (settings.Aot is not null) await RestAsync("NativeAOT", settings.Aot, 60, 45);
}

var results = Path.Combine(settings.Root, "bench/results", $"{(settings.OnPostgres ? "postgres" : "load")}-{TimeProvider.System.GetUtcNow():yyyy-MM-dd-HHmm}.md");
Directory.CreateDirectory(Path.GetDirectoryName(results)!);
await File.WriteAllTextAsync(results, table.ToString());
Console.WriteLine($"\nWritten to {Path.GetRelativePath(settings.Root, results)}");
return failed ? 1 : 0;

async Task RestAsync(string title, string program, double startMust, double memoryMust)
{
    var (start, memory) = await contest.StartAndRestAsync(program);
    failed |= start > startMust || memory > memoryMust;
    Line($"| {title} | {start:f0} | {startMust:f0} | {memory:f0} | {memoryMust:f0} |");
}

void Line(string line)
{
    table.AppendLine(line);
    Console.WriteLine(line);
}

static string Cell(Measurement m) => string.Create(
    CultureInfo.InvariantCulture, $"{m.PerSecond:n0} · {m.P50Milliseconds:f2} · {m.P99Milliseconds:f1} · {m.ProcessorMicroseconds:f1}");
