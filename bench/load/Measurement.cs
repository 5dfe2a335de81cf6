using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Basalt.Bench.Load;

/// <summary>One run of wrk against one server.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="ProcessorMicroseconds">Processor time of the server for one request.</param>
internal sealed record Measurement(double PerSecond, double P50Milliseconds, double P99Milliseconds, double ProcessorMicroseconds)
{
    public static Measurement Median(IReadOnlyList<Measurement> runs) => new(
        MedianOf(runs.Select(run => run.PerSecond)), MedianOf(runs.Select(run => run.P50Milliseconds)),
        MedianOf(runs.Select(run => run.P99Milliseconds)), MedianOf(runs.Select(run => run.ProcessorMicroseconds)));

    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

internal sealed class Wrk(string root)
{
    public async Task<Measurement> RunAsync(RunningServer server, Load load, int connections, int seconds, string idsFile, string? token)
    {
        List<string> arguments =
        [
            "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"),
            "-s", Path.Combine(root, "bench/load/requests.lua"), $"http://127.0.0.1:{server.Port}", "--", load.Mix, idsFile, load.ListPath,
        ];
        if (token is not null) arguments.Add(token);

        var before = server.ProcessorSeconds();
        var output = await RunProgramAsync("wrk", arguments);
        var used = server.ProcessorSeconds() - before;

        var line = output.Split('\n').Single(text => text.StartsWith("RESULT ", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line["RESULT ".Length..]);
        var result = json.RootElement;
        var requests = result.GetProperty("requests").GetInt64();
        if (result.GetProperty("refused").GetInt64() + result.GetProperty("broken").GetInt64() > 0 || requests == 0)
        {
            throw new InvalidOperationException($"{load.Subject.Kind}, {load.Mix} {load.ListPath}: {line}");
        }

        return new Measurement(
            requests / (result.GetProperty("microseconds").GetInt64() / 1e6), result.GetProperty("p50").GetInt64() / 1e3,
            result.GetProperty("p99").GetInt64() / 1e3, used * 1e6 / requests);
    }

    public static async Task<string> RunProgramAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: exit code {process.ExitCode}: {output}{await errors}");
    }
}
