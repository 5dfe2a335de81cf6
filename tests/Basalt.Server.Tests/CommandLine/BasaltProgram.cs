using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Basalt.Server.Tests.CommandLine;

/// <summary>How a run of the program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Asserts that it ended with that code and said exactly one line on the error output, and nothing else.</summary>
    public void IsRefusal(int exitCode, string line) => Assert.Equal((exitCode, "", $"basalt: {line}\n"), (ExitCode, Output, Errors.ReplaceLineEndings("\n")));

    public void IsDone(string line) => Assert.Equal((0, line + "\n", ""), (ExitCode, Output.ReplaceLineEndings("\n"), Errors));
}

/// <summary>The built program. No class of it is called: what is tested is what somebody at a terminal sees.</summary>
internal sealed class BasaltProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    private BasaltProgram(Process process) => _process = process;

    /// <summary>What it has printed until now, both outputs.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ProgramResult> RunAsync(params IReadOnlyList<string> arguments) => await RunWithInputAsync("", arguments);

    public static Task<ProgramResult> RunWithInputAsync(string input, params IReadOnlyList<string> arguments) => RunAsync(Info(arguments), input);

    /// <summary>With a variable of the environment.</summary>
    public static Task<ProgramResult> RunWithVariableAsync(string variable, string value, params IReadOnlyList<string> arguments)
    {
        var info = Info(arguments);
        info.Environment[variable] = value;
        return RunAsync(info, "");
    }

    private static async Task<ProgramResult> RunAsync(ProcessStartInfo info, string input)
    {
        using var process = Process.Start(info)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        return new ProgramResult(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts a server and returns once it says that it runs.</summary>
    public static Task<BasaltProgram> ServeAsync(int port, string directory, params IReadOnlyList<string> options) =>
        StartAsync("API", ["serve", "--dir", directory, "--http", $"127.0.0.1:{port}", .. options]);

    /// <summary>Starts it and returns once it has printed a line that begins so.</summary>
    public static async Task<BasaltProgram> StartAsync(string line, params IReadOnlyList<string> arguments)
    {
        var program = new BasaltProgram(new Process { StartInfo = Info(arguments) });
        var runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        program._process.OutputDataReceived += (_, e) => Look(e.Data);
        program._process.ErrorDataReceived += (_, e) => Look(e.Data);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        await runs.Task.WaitAsync(Patience, Ct);
        return program;

        void Look(string? printed)
        {
            if (program.Keep(printed).StartsWith(line, StringComparison.Ordinal)) runs.TrySetResult();
        }
    }

    /// <summary>Sends a signal, such as TERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(Ct).WaitAsync(Patience, Ct);
        return _process.ExitCode;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private string Keep(string? line)
    {
        lock (_lines)
        {
            if (line is not null) _lines.Add(line);
        }

        return line?.TrimStart() ?? "";
    }

    // Run in an empty folder: a default data directory must never appear in the checkout.
    private static ProcessStartInfo Info(IReadOnlyList<string> arguments) => new(Executable(), arguments)
    {
        WorkingDirectory = Path.GetTempPath(),
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    // BASALT_EXECUTABLE names another build, such as the native one. Beside the tests lies only a copy of the library.
    private static string Executable()
    {
        if (Environment.GetEnvironmentVariable("BASALT_EXECUTABLE") is { Length: > 0 } named) return named;
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Repository.PathOf("src", "Basalt", "bin", configuration, "net10.0", OperatingSystem.IsWindows() ? "basalt.exe" : "basalt");
    }
}

/// <summary>A data directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("basalt-cli-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
