using System.Diagnostics;
using System.Net.Http.Json;
using Basalt.Server.Tests.CommandLine;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Realtime;

/// <summary>Open streams of the program as it runs: what it does when it is told to stop, and what it logs of them.</summary>
public sealed class RealtimeProgramTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_ends_its_streams_and_stops_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
        var url = new Uri($"http://127.0.0.1:{port}");
        var streams = new List<EventStreamClient>();
        for (var i = 0; i < 20; i++) streams.Add(await EventStreamClient.OpenAsync(url));

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await server.EndAsync("TERM"));

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15); // the server would wait for requests for 30
        foreach (var stream in streams)
        {
            Assert.Null(await stream.NextAsync()); // a proper end
            stream.Dispose();
        }
    }

    [Fact]
    public async Task The_limits_are_options()
    {
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path, "--streams", "2", "--streamsPerAddress", "1");
        var url = new Uri($"http://127.0.0.1:{port}");
        using var stream = await EventStreamClient.OpenAsync(url);
        using var client = new HttpClient();
        using var refused = await client.GetAsync(new Uri(url, "/api/realtime"), Ct);
        Assert.Equal(429, (int)refused.StatusCode);
    }

    [Theory, InlineData("--dev"), InlineData("--logLevel", "debug")]
    public async Task No_line_of_the_log_holds_a_clients_id_and_success_is_quiet(params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path, options);
        var url = new Uri($"http://127.0.0.1:{port}");
        var stream = await EventStreamClient.OpenAsync(url);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = url };
        await client.PostAsJsonAsync("/api/realtime", new { clientId = stream.Id, subscriptions = (string[])["@oauth2"] }, Ct);
        await client.PostAsJsonAsync("/api/realtime", new { clientId = stream.Id, subscriptions = (string[])["a\n"] }, Ct);
        using var redirect = await client.GetAsync(new Uri($"/api/oauth2-redirect?code=s3cret&state={stream.Id}", UriKind.Relative), Ct);
        using var failed = await client.GetAsync(new Uri($"/api/oauth2-redirect?code=s3cret&state={stream.Id}", UriKind.Relative), Ct);
        stream.Dispose();

        await server.EndAsync("TERM");

        Assert.DoesNotContain(server.Lines, line => line.Contains(stream.Id, StringComparison.Ordinal) || line.Contains("s3cret", StringComparison.Ordinal));
        Assert.Equal(2, server.Lines.Count(line => line.Contains("POST /api/realtime answered", StringComparison.Ordinal)));
        Assert.DoesNotContain(server.Lines, line => line.Contains("GET /api/realtime", StringComparison.Ordinal) || line.Contains("oauth2-redirect", StringComparison.Ordinal));
    }
}
