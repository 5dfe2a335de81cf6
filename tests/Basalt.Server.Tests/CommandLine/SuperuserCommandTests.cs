using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Basalt.Server.Tests.CommandLine;

/// <summary>Superusers from the command line, while the server runs and while it doesn't.</summary>
public sealed class SuperuserCommandTests
{
    private const string Boss = "boss@example.com";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_superuser_is_made_changed_and_removed(bool isServerRunning)
    {
        using var directory = new TemporaryDirectory();
        await using var server = isServerRunning ? await BasaltProgram.ServeAsync(BasaltProgram.FreePort(), directory.Path) : null;
        Task<ProgramResult> Superuser(params IReadOnlyList<string> arguments) =>
            BasaltProgram.RunAsync(["superuser", .. arguments, "--dir", directory.Path]);

        (await Superuser("update", Boss, "first-secret")).IsRefusal(1, $"There is no superuser {Boss}.");
        (await Superuser("create", Boss, "first-secret")).IsDone($"Created superuser {Boss}.");
        (await Superuser("create", Boss, "other-secret")).IsRefusal(1, $"There is a superuser {Boss} already.");
        (await Superuser("create", "other@example.com", "short")).IsRefusal(1, "password: Must be at least 8 character(s).");
        (await Superuser("create", "no address", "first-secret")).IsRefusal(1, "email: Must be a valid email address.");
        (await Superuser("update", Boss, "next-secret")).IsDone($"Set a new password for superuser {Boss}; its sessions have ended.");
        (await Superuser("delete", Boss)).IsRefusal(1, "You can't delete the only existing superuser.");
        (await Superuser("upsert", "other@example.com", "@begins-with-at")).IsDone("Created superuser other@example.com.");
        (await Superuser("upsert", Boss, "third \"secret\" \\ ä")).IsDone($"Set a new password for superuser {Boss}; its sessions have ended.");
        (await Superuser("delete", "other@example.com")).IsDone("Deleted superuser other@example.com.");
        (await Superuser("delete", "other@example.com")).IsDone("There is no superuser other@example.com; nothing to do.");
    }

    [Fact]
    public async Task What_is_changed_while_the_server_runs_counts_from_the_next_request_on()
    {
        using var directory = new TemporaryDirectory();
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await BasaltProgram.RunAsync("superuser", "create", Boss, "first-secret", "--dir", directory.Path);
        var token = (await SignInAsync(client, "first-secret")).Token!;
        Assert.Equal(HttpStatusCode.OK, await ListAsync(client, token));

        await BasaltProgram.RunAsync("superuser", "update", Boss, "next-secret", "--dir", directory.Path);

        Assert.Equal(HttpStatusCode.Forbidden, await ListAsync(client, token));
        Assert.Equal(HttpStatusCode.BadRequest, (await SignInAsync(client, "first-secret")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, "next-secret")).Status);
    }

    [Theory, InlineData("piped-secret\n"), InlineData("piped-secret"), InlineData("piped-secret\r\nmore\n")]
    public async Task A_password_that_is_left_out_is_read_from_the_input(string input)
    {
        using var directory = new TemporaryDirectory();
        (await BasaltProgram.RunWithInputAsync(input, "superuser", "create", Boss, "--dir", directory.Path)).IsDone($"Created superuser {Boss}.");
        var port = BasaltProgram.FreePort();
        await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync(client, "piped-secret")).Status);
    }

    [Fact]
    public async Task Without_any_input_there_is_no_password()
    {
        using var directory = new TemporaryDirectory();
        (await BasaltProgram.RunAsync("superuser", "create", Boss, "--dir", directory.Path))
            .IsRefusal(1, "no password: give it as an argument or on the input");
    }

    [Fact]
    public async Task A_directory_in_use_by_something_else_than_a_server_is_left_alone()
    {
        using var directory = new TemporaryDirectory();
        await using var locked = new FileStream(Path.Combine(directory.Path, ".basalt.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        (await BasaltProgram.RunAsync("superuser", "create", Boss, "first-secret", "--dir", directory.Path))
            .IsRefusal(1, $"{directory.Path} is in use by another process; stop it first");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_superuser_without_mail_gets_a_one_time_password(bool whileRunning)
    {
        using var directory = new TemporaryDirectory();
        await RunAsync("create", Boss, "first-secret");
        var port = BasaltProgram.FreePort();
        await using (var server = await BasaltProgram.ServeAsync(port, directory.Path))
        {
            (await RunAsync("otp", Boss)).IsRefusal(1, "The collection is not configured to allow OTP authentication.");
            using var admin = await AdminAsync(port, "first-secret");
            using var enabled = await admin.PatchAsJsonAsync("/api/collections/_superusers", new { otp = new { enabled = true }, mfa = new { enabled = true } }, Ct);
            Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
            if (whileRunning) await UseAsync(port, await RunAsync("otp", Boss));
        }

        if (whileRunning) return;
        var issued = await RunAsync("otp", Boss);
        await using var again = await BasaltProgram.ServeAsync(port, directory.Path);
        await UseAsync(port, issued);

        Task<ProgramResult> RunAsync(params string[] arguments) => BasaltProgram.RunAsync(["superuser", .. arguments, "--dir", directory.Path]);
    }

    [Fact]
    public async Task A_one_time_password_of_nobody_is_refused()
    {
        using var directory = new TemporaryDirectory();
        (await BasaltProgram.RunAsync("superuser", "otp", Boss, "--dir", directory.Path)).IsRefusal(1, $"There is no superuser {Boss}.");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Addresses_lock_superusers_out_and_let_them_in_again(bool whileRunning)
    {
        using var directory = new TemporaryDirectory();
        await RunAsync("create", Boss, "first-secret");
        var port = BasaltProgram.FreePort();
        var expected = new[] { HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK };
        var orders = new[]
        {
            (Arguments: new[] { "ips", "127.0.0.1", "10.0.0.0/8" }, Done: "Superusers may come from 127.0.0.1, 10.0.0.0/8 only."),
            (["ips", "10.0.0.0/8"], "Superusers may come from 10.0.0.0/8 only."),
            (["ips"], "Superusers may come from any address."),
        };
        if (whileRunning)
        {
            await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
            for (var i = 0; i < orders.Length; i++)
            {
                (await RunAsync(orders[i].Arguments)).IsDone(orders[i].Done);
                await AssertSignInAsync(expected[i]);
            }
        }
        else
        {
            for (var i = 0; i < orders.Length; i++)
            {
                (await RunAsync(orders[i].Arguments)).IsDone(orders[i].Done);
                await using var server = await BasaltProgram.ServeAsync(port, directory.Path);
                await AssertSignInAsync(expected[i]);
            }
        }

        Task<ProgramResult> RunAsync(params string[] arguments) => BasaltProgram.RunAsync(["superuser", .. arguments, "--dir", directory.Path]);

        async Task AssertSignInAsync(HttpStatusCode status)
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            Assert.Equal(status, (await SignInAsync(client, "first-secret")).Status);
        }
    }

    [Fact]
    public async Task An_address_that_is_none_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var refused = await BasaltProgram.RunAsync("superuser", "ips", "10.0.0.1", "everywhere", "--dir", directory.Path);
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("basalt: superuserIPs.1: ", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_that_make_no_sense_do_not_stop_the_taking_of_orders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "speaks to the Unix socket itself");
        using var directory = new TemporaryDirectory();
        await using var server = await BasaltProgram.ServeAsync(BasaltProgram.FreePort(), directory.Path);
        foreach (var nonsense in new[] { "", "\n", "{}\n", "[]\n", "{\"superuser\":\"Create\"}\n", "{\"superuser\":\"99\",\"email\":\"a\",\"password\":\"b\"}\n", new string('x', 100_000) })
        {
            await SayAsync(Path.Combine(directory.Path, ".basalt.control"), nonsense);
        }

        (await BasaltProgram.RunAsync("superuser", "create", Boss, "first-secret", "--dir", directory.Path)).IsDone($"Created superuser {Boss}.");
    }

    // By password first: the one-time password is the second factor.
    private static async Task UseAsync(int port, ProgramResult issued)
    {
        Assert.True(issued.ExitCode == 0, issued.Errors);
        var otp = Regex.Match(issued.Output, $@"^One-time password of superuser {Regex.Escape(Boss)}: id (\w{{15}}), code (\d{{8}}), good for 180 s\.\n$");
        Assert.True(otp.Success, issued.Output);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var first = await client.PostAsJsonAsync("/api/collections/_superusers/auth-with-password", new { identity = Boss, password = "first-secret" }, Ct);
        var mfaId = (await first.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("mfaId").GetString();
        using var second = await client.PostAsJsonAsync("/api/collections/_superusers/auth-with-otp", new { otpId = otp.Groups[1].Value, password = otp.Groups[2].Value, mfaId }, Ct);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    private static async Task<HttpClient> AdminAsync(int port, string password)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("Authorization", (await SignInAsync(client, password)).Token);
        return client;
    }

    private static async Task SayAsync(string path, string text)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        for (var attempt = 0; !socket.Connected; attempt++)
        {
            try
            {
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path), Ct);
            }
            catch (System.Net.Sockets.SocketException) when (attempt < 500)
            {
                await Task.Delay(10, Ct); // between two orders
            }
        }

        try
        {
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), Ct);
            socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            var answer = new byte[1_000];
            while (await socket.ReceiveAsync(answer, Ct) > 0)
            {
                // until the server hangs up
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // it hung up before all was said
        }
    }

    private static async Task<(HttpStatusCode Status, string? Token)> SignInAsync(HttpClient client, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/collections/_superusers/auth-with-password", new { identity = Boss, password }, Ct);
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        return (answer.StatusCode, json.TryGetProperty("token", out var token) ? token.GetString() : null);
    }

    private static async Task<HttpStatusCode> ListAsync(HttpClient client, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/collections/_superusers/records");
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using var answer = await client.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
