using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basalt.Bench.Load;

namespace Basalt.Bench.SignIn;

/// <summary>
/// What a flood of sign-ins does to everybody else, and how many are served: one server, as many sign-ins at once as may wait, and beside
/// them a few clients who read a record now and then. Floods and quiet take turns, so that what else the machine does falls on both.
/// </summary>
internal sealed class Flood : IAsyncDisposable
{
    private const string Password = "a-long-password";
    private const string Boss = "boss@example.com";
    private const int AtOnce = 64;
    private const int Readers = 4;
    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(5);

    private readonly string _folder;
    private readonly RunningServer _server;
    private readonly HttpClient _client;
    private string _record = "";

    private Flood(string folder, RunningServer server)
    {
        _folder = folder;
        _server = server;
        _client = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}")) };
    }

    public static async Task<Flood> StartAsync(string program)
    {
        var folder = Directory.CreateTempSubdirectory("basalt-flood-").FullName;
        await RunAsync(program, ["superuser", "create", Boss, Password, "--dir", folder]);
        var port = RunningServer.FreePort();
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var flood = new Flood(folder, await RunningServer.StartAsync(program, folder, ["serve", "--dir", folder, "--http", address], port));
        await flood.FillAsync();
        return flood;
    }

    public async Task MeasureAsync(int rounds)
    {
        // The server compiles what it runs often anew, beside what it is asked for: half a minute until that is done.
        foreach (var password in (string[])[Password, "not-it-at-all", Password, "not-it-at-all"]) await MeasureAsync(password);
        Console.WriteLine("| | sign-ins/s | memory, MB | reads: p50, ms | p99, ms | p99, of quiet |");
        Console.WriteLine("|---|---|---|---|---|---|");
        var kinds = new (string Name, string? Password)[] { ("quiet", null), ("right passwords", Password), ("wrong passwords", "not-it-at-all") };
        var measured = kinds.ToDictionary(kind => kind.Name, _ => new List<Run>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, password) in kinds) measured[name].Add(await MeasureAsync(password));
        }

        var quiet = Median(measured["quiet"], run => run.P99);
        foreach (var (name, _) in kinds)
        {
            var runs = measured[name];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {Median(runs, r => r.SignIns):f0} | {runs.Max(r => r.Megabytes):f0} | {Median(runs, r => r.P50):f2} | {Median(runs, r => r.P99):f2} | {Median(runs, r => r.P99) / quiet:f2} |"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Run> MeasureAsync(string? password)
    {
        using var stop = new CancellationTokenSource();
        var signedIn = 0;
        var flood = password is null ? [] : Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await SignInAsync(password);
                Interlocked.Increment(ref signedIn);
            }
        })).ToList();
        if (password is not null) await Task.Delay(TimeSpan.FromSeconds(1)); // until all of them wait
        var before = Volatile.Read(ref signedIn);
        var times = await ReadForAsync(Phase);
        var perSecond = (Volatile.Read(ref signedIn) - before) / Phase.TotalSeconds;
        var megabytes = _server.ResidentMegabytes();
        await stop.CancelAsync();
        await Task.WhenAll(flood);
        return new Run(perSecond, megabytes, times.At(0.5), times.At(0.99));
    }

    // On threads and sockets of their own: tasks would wait in this process for those of the flood.
    private async Task<Distribution> ReadForAsync(TimeSpan duration)
    {
        var readers = Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
            () => ReadFor(duration), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return new Distribution((await Task.WhenAll(readers)).SelectMany(times => times));
    }

    private List<double> ReadFor(TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, _server.Port);
        using var pause = new ManualResetEventSlim();
        var request = Encoding.ASCII.GetBytes($"GET {_record} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var answer = new byte[16_384];
        var times = new List<double>();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration; pause.Wait(BetweenReads))
        {
            var started = Stopwatch.GetTimestamp();
            socket.Send(request);
            var length = socket.Receive(answer); // small enough to come at once
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.ASCII.GetString(answer, 0, length));
        }

        return times;
    }

    private async Task SignInAsync(string password)
    {
        using var answer = await _client.PostAsJsonAsync("/api/collections/users/auth-with-password", new { identity = "ana@example.com", password });
        var expected = password == Password ? HttpStatusCode.OK : HttpStatusCode.BadRequest;
        if (answer.StatusCode != expected) throw new InvalidOperationException($"answered {answer.StatusCode}");
    }

    private async Task FillAsync()
    {
        var session = await PostAsync("/api/collections/_superusers/auth-with-password", new { identity = Boss, password = Password });
        _client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(session.GetProperty("token").GetString()!);
        await PostAsync("/api/collections/users/records", new { email = "ana@example.com", password = Password, passwordConfirm = Password });
        await PostAsync("/api/collections", new { name = "posts", type = "base", viewRule = "", fields = new[] { new { name = "title", type = "text" } } });
        var post = await PostAsync("/api/collections/posts/records", new { title = "read by others" });
        _record = $"/api/collections/posts/records/{post.GetProperty("id").GetString()}";
        _client.DefaultRequestHeaders.Authorization = null;
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: exit code {process.ExitCode}");
    }

    private static double Median(List<Run> runs, Func<Run, double> of) => new Distribution(runs.Select(of)).At(0.5);

    private sealed record Run(double SignIns, double Megabytes, double P50, double P99);
}
