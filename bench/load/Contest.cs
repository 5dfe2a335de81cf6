using System.Globalization;

namespace Basalt.Bench.Load;

/// <summary>
/// Measures both sides of a workload in the same minutes: fresh copies of the data, both warmed up, then their runs in turn, so that what
/// the machine does meanwhile falls on both. The side that waits is idle.
/// </summary>
internal sealed class Contest(Settings settings, SeededData data)
{
    private readonly Wrk _wrk = new(settings.Root);
    private int _copies;

    public sealed record Result(Workload Workload, Measurement Measured, Measurement Yardstick)
    {
        public double Ratio => Measured.PerSecond / Yardstick.PerSecond;

        /// <summary>Processor time of a request against that of the yardstick: the steadier number.</summary>
        public double ProcessorRatio => Measured.ProcessorMicroseconds / Yardstick.ProcessorMicroseconds;
    }

    public async Task<Result> RunAsync(Workload workload)
    {
        await using var measured = await StartAsync(workload.Measured.Subject);
        await using var other = workload.Yardstick.Subject == workload.Measured.Subject ? null : await StartAsync(workload.Yardstick.Subject);
        var yardstick = other ?? measured;

        var measuredRuns = new List<Measurement>();
        var yardstickRuns = new List<Measurement>();
        await RunOnceAsync(yardstick, workload.Yardstick, workload.Connections, settings.WarmUpSeconds);
        await RunOnceAsync(measured, workload.Measured, workload.Connections, settings.WarmUpSeconds);
        for (var run = 0; run < settings.Runs; run++)
        {
            yardstickRuns.Add(await RunOnceAsync(yardstick, workload.Yardstick, workload.Connections, settings.RunSeconds));
            measuredRuns.Add(await RunOnceAsync(measured, workload.Measured, workload.Connections, settings.RunSeconds));
        }

        return new Result(workload, Measurement.Median(measuredRuns), Measurement.Median(yardstickRuns));
    }

    /// <summary>Medians of five starts on an existing directory: seconds to the first healthy answer, and MB a second later.</summary>
    public async Task<(double StartMilliseconds, double IdleMegabytes)> StartAndRestAsync(string program)
    {
        var starts = new List<double>();
        var memory = new List<double>();
        var folder = NewFolder();
        var arguments = await data.CopyForAsync(new Subject(settings.OnPostgres ? SubjectKind.BasaltOnPostgres : SubjectKind.Basalt), folder);
        await Wrk.RunProgramAsync("sync", []); // else the disk is still busy with the copy while the first ones start
        for (var i = 0; i < 5; i++)
        {
            await using var server = await StartAsync(program, arguments);
            await Task.Delay(TimeSpan.FromSeconds(1));
            starts.Add(server.StartTime.TotalMilliseconds);
            memory.Add(server.ResidentMegabytes());
        }

        return (Measurement.MedianOf(starts), Measurement.MedianOf(memory));
    }

    private async Task<Measurement> RunOnceAsync(RunningServer server, Load load, int connections, int seconds) =>
        await _wrk.RunAsync(server, load, connections, seconds, data.IdsFile, load.SignedIn ? await SeededData.SignInAsync(server) : null);

    private async Task<RunningServer> StartAsync(Subject subject) =>
        await StartAsync(subject.IsBasalt ? settings.BasaltProgram : settings.LimitProgram, await data.CopyForAsync(subject, NewFolder()));

    private async Task<RunningServer> StartAsync(string program, IReadOnlyList<string> arguments)
    {
        var port = RunningServer.FreePort();
        var address = arguments[^1] == "--http" ? $"127.0.0.1:{port}" : port.ToString(CultureInfo.InvariantCulture);
        var empty = Directory.CreateDirectory(Path.Combine(settings.Scratch, "empty")).FullName;
        return await RunningServer.StartAsync(program, empty, [.. arguments, address], port);
    }

    private string NewFolder() => Path.Combine(settings.Scratch, string.Create(CultureInfo.InvariantCulture, $"copy-{_copies++}"));
}
