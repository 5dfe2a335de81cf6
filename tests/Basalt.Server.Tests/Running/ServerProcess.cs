using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Basalt.Server.Tests.Running;

/// <summary>
/// The built program, running on a free loopback port with a data directory of its own. Tests that use it see what a user sees: no
/// class of the product is called. BASALT_EXECUTABLE names another build of it, such as the NativeAOT one.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output;

    private ServerProcess(Process process, ConcurrentQueue<string> output, int port, string directory)
    {
        _process = process;
        _output = output;
        Port = port;
        Directory = directory;
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public static string Executable { get; } =
        Environment.GetEnvironmentVariable("BASALT_EXECUTABLE") is { Length: > 0 } named ? named : FindExecutable();

    public int Port { get; }
    public string Directory { get; }
    public Uri Url { get; }
    public int ProcessId => _process.Id;

    /// <summary>What the server has printed until now.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the server and returns once its health endpoint answers.</summary>
    public static async Task<ServerProcess> StartAsync(string directory, CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var port = FreePort();
        var output = new ConcurrentQueue<string>();
        var process = Run(["serve", "--dir", directory, "--http", $"127.0.0.1:{port}", .. arguments], output);
        var server = new ServerProcess(process, output, port, directory);
        var clock = Stopwatch.StartNew();
        using var client = new HttpClient { BaseAddress = server.Url };
        while (!await IsHealthyAsync(client, ct))
        {
            Assert.False(process.HasExited, $"the server ended with code {(process.HasExited ? process.ExitCode : 0)}:\n{server.Output}");
            Assert.True(clock.Elapsed < StartLimit, $"the server did not answer within {StartLimit.TotalSeconds} s:\n{server.Output}");
            await Task.Delay(20, ct);
        }

        return server;
    }

    /// <summary>Runs a command of the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(CancellationToken ct, params IReadOnlyList<string> arguments)
    {
        var output = new ConcurrentQueue<string>();
        using var process = Run(arguments, output);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, string.Join('\n', output));
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Run(IReadOnlyList<string> arguments, ConcurrentQueue<string> output)
    {
        // A working folder of its own: a default data directory must never appear in the checkout.
        var info = new ProcessStartInfo(Executable, arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Keep(ConcurrentQueue<string> output, string? line)
    {
        if (line is not null) output.Enqueue(line);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/api/health", UriKind.Relative), ct);
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    // The tests' own output has a copy of basalt.dll but of no other project's configuration; the real build is beside its project.
    private static string FindExecutable()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Release";
        return Repository.PathOf("src", "Basalt", "bin", configuration, "net10.0", "basalt");
    }
}
