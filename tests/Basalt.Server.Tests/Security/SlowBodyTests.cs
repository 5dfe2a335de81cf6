using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basalt.Records;
using Basalt.Server.Tests.Auth;

namespace Basalt.Server.Tests.Security;

/// <summary>A request whose body takes its time does not keep rights that its caller loses meanwhile.</summary>
public sealed class SlowBodyTests
{
    private const string Second = """{"email":"second@example.com","password":"12345678","passwordConfirm":"12345678"}""";
    private const string OfAna = "members/records/" + AccountWorld.Ana;

    private static readonly Dictionary<string, Func<AuthServer, Task>> Losses = new()
    {
        ["nothing"] = _ => Task.CompletedTask,
        ["the caller is deleted"] = async server => await server.World.Bench.DeleteAsync("_superusers", await IdOfBossAsync(server), await server.World.Bench.SuperuserAsync()),
        ["superusers may not come from here any more"] = async server => await server.World.Bench.Services.Settings.SaveAsync(
            new Dictionary<string, JsonElement> { ["superuserIPs"] = JsonElement.Parse("""["203.0.113.7"]""") }, TestContext.Current.CancellationToken),
        ["the account has another key"] = server => server.World.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(new string('k', 50))),
        ["the secret of the collection is another"] = server => server.World.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = new string('s', 50) } }),
    };

    public static TheoryData<string, string, string, string, string, int> Requests => new()
    {
        // who, method, path, body, what is lost on the way, status
        { "boss", "POST", "_superusers/records", Second, "nothing", 200 },
        { "boss", "POST", "_superusers/records", Second, "the caller is deleted", 401 },
        { "boss", "POST", "_superusers/records", Second, "superusers may not come from here any more", 403 },
        { "boss", "POST", "members/impersonate/" + AccountWorld.Ana, """{"duration":10}""", "the caller is deleted", 401 },
        { "boss", "PATCH", "members", """{"listRule":""}""", "the caller is deleted", 401 },
        { "ana", "PATCH", OfAna, """{"name":"Ana Maria"}""", "nothing", 200 },
        { "ana", "PATCH", OfAna, """{"name":"Ana Maria"}""", "the account has another key", 401 },
        { "ana", "PATCH", OfAna, """{"name":"Ana Maria"}""", "the secret of the collection is another", 401 },
        { "ana", "POST", "members/request-email-change", """{"newEmail":"new@example.com"}""", "the account has another key", 401 },
        { "ana", "POST", "members/auth-with-password", AuthServer.AnasBody, "the account has another key", 401 },
        { "", "PATCH", OfAna, """{"name":"Ana Maria"}""", "the account has another key", 200 }, // a guest has nothing to lose
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task The_caller_is_looked_at_again_when_the_body_is_there(string who, string method, string path, string body, string loss, int status)
    {
        await using var server = await AuthServer.StartAsync();
        var token = await server.TokenOfAsync(who);

        Assert.Equal(status, await SendAsync(server, method, "/api/collections/" + path, token, "application/json", body, () => Losses[loss](server)));
    }

    [Fact]
    public async Task A_form_in_parts_is_no_other_way()
    {
        await using var server = await AuthServer.StartAsync();
        const string Form = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAna Maria\r\n--b--\r\n";

        var status = await SendAsync(
            server, "PATCH", "/api/collections/" + OfAna, await server.TokenOfAsync("ana"), "multipart/form-data; boundary=b", Form, () => Losses["the account has another key"](server));

        Assert.Equal((401, ""), (status, (await server.World.AnaAsync()).TextOf("name")));
    }

    // The server says 100 when it begins to wait for the body: then it has looked at the caller.
    private static async Task<int> SendAsync(AuthServer server, string method, string path, string? token, string type, string body, Func<Task> meanwhile)
    {
        var ct = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Url.Port, ct);
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var authorization = token is null ? "" : $"Authorization: {token}\r\n";
        var head = $"{method} {path} HTTP/1.1\r\nHost: x\r\n{authorization}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(ct));
        Assert.Equal("", await reader.ReadLineAsync(ct));

        await meanwhile();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(body), ct);

        return int.Parse((await reader.ReadLineAsync(ct))!.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<string> IdOfBossAsync(AuthServer server) => Assert.Single(await server.World.Bench.IdsAsync("_superusers"));
}
