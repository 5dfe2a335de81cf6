using System.Net;

namespace Basalt.Server.Tests.CommandLine;

/// <summary>The start of the server, what it says, why it doesn't start, and its end.</summary>
public sealed class ServeCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_start_message_says_where_everything_is_and_what_to_do_next()
    {
        using var parent = new TemporaryDirectory();
        var (directory, port) = (Path.Combine(parent.Path, "data"), BasaltProgram.FreePort());
        await using (var first = await BasaltProgram.ServeAsync(port, directory))
        {
            await UntilAsync(() => first.Lines.Count >= 5);
            Assert.Matches(@"^Basalt \d+\.\d+\.\d+ is running$", first.Lines[0]);
            Assert.Equal(
                [
                    $"  API       http://127.0.0.1:{port}/api/",
                    $"  Data      {directory} (new)",
                    $"  Next      there is no superuser yet: basalt superuser create EMAIL --dir {directory}",
                ],
                first.Lines.Skip(1).Take(3));
            Assert.Matches($@"^  or open   http://127\.0\.0\.1:{port}/_/#/pbinstall/[\w-]+\.[\w-]+\.[\w-]+ \(within 30 minutes\)$", Assert.Single(first.Lines.Skip(4)));
            (await BasaltProgram.RunAsync("superuser", "create", "boss@example.com", "boss-secret", "--dir", directory)).IsDone("Created superuser boss@example.com.");
        }

        await using var second = await BasaltProgram.ServeAsync(port, directory);
        await UntilAsync(() => second.Lines.Count >= 3);
        Assert.Equal([$"  API       http://127.0.0.1:{port}/api/", $"  Data      {directory}"], second.Lines.Skip(1));
    }

    [Theory, InlineData("TERM"), InlineData("INT")]
    public async Task A_signal_ends_the_server_and_leaves_one_file_of_data(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/health"), Ct)).StatusCode);

        Assert.Equal(0, await server.EndAsync(signal));

        Assert.False(File.Exists(Path.Combine(directory.Path, "data.db-wal")));
        Assert.False(File.Exists(Path.Combine(directory.Path, ".basalt.control")));
        await using var again = await BasaltProgram.ServeAsync(port, directory.Path);
    }

    [Fact]
    public async Task After_a_kill_the_server_starts_again_and_takes_orders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "has no signals");
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using (var killed = await BasaltProgram.ServeAsync(port, directory.Path)) await killed.EndAsync("KILL");

        await using var server = await BasaltProgram.ServeAsync(port, directory.Path);

        (await BasaltProgram.RunAsync("superuser", "create", "boss@example.com", "boss-secret", "--dir", directory.Path)).IsDone("Created superuser boss@example.com.");
    }

    [Fact]
    public async Task A_taken_address_is_one_line_and_code_1()
    {
        using var directory = new TemporaryDirectory();
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = other.LocalEndpoint.ToString()!;
        (await BasaltProgram.RunAsync("serve", "--dir", directory.Path, "--http", address)).IsRefusal(1, $"can't listen on {address}: Address already in use");
    }

    [Fact]
    public async Task A_second_server_on_a_directory_is_refused()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await BasaltProgram.ServeAsync(BasaltProgram.FreePort(), directory.Path);
        (await BasaltProgram.RunAsync("serve", "--dir", directory.Path, "--http", $"127.0.0.1:{BasaltProgram.FreePort()}"))
            .IsRefusal(1, $"{directory.Path} is in use by another process; stop it first");
    }

    [Fact]
    public async Task A_directory_of_something_else_is_refused_and_left_as_it_was()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "data.db");
        await File.WriteAllTextAsync(file, new string('x', 5_000), Ct);

        (await BasaltProgram.RunAsync("serve", "--dir", directory.Path)).IsRefusal(1, $"{file} is not a SQLite database, or it is damaged");

        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(file, Ct));
    }

    [Fact]
    public async Task A_file_is_no_directory()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        var result = await BasaltProgram.RunAsync("serve", "--dir", file);
        Assert.Equal((1, 1), (result.ExitCode, result.Errors.Trim().Split('\n').Length));
        Assert.StartsWith($"basalt: {file} can't be read or written: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_key_must_be_there()
    {
        using var directory = new TemporaryDirectory();
        (await BasaltProgram.RunAsync("serve", "--dir", directory.Path, "--encryptionEnv", "BASALT_NO_SUCH_VARIABLE"))
            .IsRefusal(1, "the environment variable BASALT_NO_SUCH_VARIABLE must hold 32 characters");
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        for (var i = 0; !isTrue() && i < 500; i++) await Task.Delay(10, Ct);
    }
}
