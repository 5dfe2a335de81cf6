using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Basalt.Bench.Load;

/// <summary>A server process on a loopback port, with what the kernel says of it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private const double TicksPerSecond = 100; // USER_HZ, the unit of /proc/PID/stat on every Linux we know
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private RunningServer(Process process, int port, TimeSpan startTime)
    {
        _process = process;
        Port = port;
        StartTime = startTime;
    }

    public int Port { get; }

    /// <summary>From starting the process to the first 200 of the health endpoint.</summary>
    public TimeSpan StartTime { get; }

    public static async Task<RunningServer> StartAsync(string program, string workingFolder, IEnumerable<string> arguments, int port)
    {
        // An empty working folder: no host may spend its start on reading what lies around.
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = workingFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        var clock = Stopwatch.StartNew();
        var process = Process.Start(info)!;
        process.OutputDataReceived += static (_, _) => { };
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await IsHealthyAsync(port))
        {
            if (process.HasExited || clock.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"{program} did not answer on port {port}: {string.Join('\n', errors)}");
            }

            await Task.Delay(1);
        }

        return new RunningServer(process, port, clock.Elapsed);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Seconds of processor time used until now, in user and kernel.</summary>
    public double ProcessorSeconds()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name in parentheses may contain spaces
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory in MB, as VmRSS says.</summary>
    public double ResidentMegabytes()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // A bare socket: an HttpClient would add its own start-up to what is measured.
    private static async Task<bool> IsHealthyAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (!await ConnectAsync(socket, port)) return false;
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync("GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());
            var answer = new byte[12];
            await stream.ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("HTTP/1.1 200"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    // A refusal is a result here: hundreds of exceptions would take a part of the processor that the server starts on.
    private static async Task<bool> ConnectAsync(Socket socket, int port)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var attempt = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port) };
        attempt.Completed += (_, _) => done.SetResult();
        if (socket.ConnectAsync(attempt)) await done.Task;
        return attempt.SocketError is SocketError.Success;
    }
}
