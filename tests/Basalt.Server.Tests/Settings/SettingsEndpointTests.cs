using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Basalt.Records;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Records;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Settings;

public sealed class SettingsEndpointTests
{
    private const string NewInstallation =
        """{"superuserIPs":[],"smtp":{"enabled":false,"port":587,"host":"smtp.example.com","username":"","authMethod":"","tls":false,"localName":""}""" +
        ""","backups":{"cron":"","cronMaxKeep":3,"s3":{"enabled":false,"bucket":"","region":"","endpoint":"","accessKey":"","forcePathStyle":false}}""" +
        ""","s3":{"enabled":false,"bucket":"","region":"","endpoint":"","accessKey":"","forcePathStyle":false}""" +
        ""","meta":{"accentColor":"#1055c9","appName":"Acme","appURL":"http://localhost:8090","senderName":"Support","senderAddress":"support@example.com","hideControls":false}""" +
        ""","rateLimits":{"rules":[{"label":"*:auth","audience":"","duration":3,"maxRequests":2},{"label":"*:create","audience":"","duration":5,"maxRequests":20}""" +
        """,{"label":"/api/batch","audience":"","duration":1,"maxRequests":3},{"label":"/api/","audience":"","duration":10,"maxRequests":300}],"excludedIPs":[],"enabled":false}""" +
        ""","trustedProxy":{"headers":[],"useLeftmostIP":false},"batch":{"enabled":false,"maxRequests":50,"timeout":3,"maxBodySize":0}""" +
        ""","logs":{"maxDays":5,"minLevel":0,"logIP":true,"logAuthId":false}}""";

    public static TheoryData<string, string, string?, int, string> Answers => new()
    {
        // method, query, body, status, answer
        { "GET", "", null, 200, NewInstallation },
        { "GET", "?fields=meta.appName,batch", null, 200, """{"meta":{"appName":"Acme"},"batch":{"enabled":false,"maxRequests":50,"timeout":3,"maxBodySize":0}}""" },
        { "PATCH", "", "", 200, NewInstallation },
        { "PATCH", "", "null", 200, NewInstallation },
        { "PATCH", "?fields=batch", """{"batch":{"enabled":true,"timeout":5}}""", 200, """{"batch":{"enabled":true,"maxRequests":50,"timeout":5,"maxBodySize":0}}""" },
        {
            "PATCH", "", """{"meta":{"appName":""},"rateLimits":{"rules":[{"label":"!","duration":1,"maxRequests":1}]}}""", 400,
            """{"data":{"meta":{"appName":{"code":"validation_required","message":"Cannot be blank."}},"rateLimits":{"rules":{"0":{"label":{"code":"validation_match_invalid","message":"Must be in a valid format."}}}}},"message":"An error occurred while saving the new settings.","status":400}"""
        },
        { "PATCH", "", "{", 400, """{"data":{},"message":"An error occurred while loading the submitted data.","status":400}""" },
        { "PATCH", "", "[]", 400, """{"data":{},"message":"An error occurred while loading the submitted data.","status":400}""" },
        { "PATCH", "", """{"batch":true}""", 400, """{"data":{},"message":"An error occurred while loading the submitted data.","status":400}""" },
    };

    [Theory, MemberData(nameof(Answers))]
    public async Task A_superuser_is_answered(string method, string query, string? body, int status, string expected)
    {
        await using var server = await RunningBench.StartAsync();

        Assert.Equal((status, expected), await server.SendAsync(method, "/api/settings" + query, body, server.Superuser));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task Nobody_else_is(string method)
    {
        await using var server = await RunningBench.StartAsync();
        var user = server.TokenOf(await server.Bench.PutAsync("users", "user00000000001", record => record["password"] = Value.Text("none")));
        const string Change = """{"meta":{"appName":"Mine"}}""";

        Assert.Equal(
            (401, """{"data":{},"message":"The request requires valid record authorization token.","status":401}"""),
            await server.SendAsync(method, "/api/settings", Change, null));
        Assert.Equal(
            (403, """{"data":{},"message":"The authorized record is not allowed to perform this action.","status":403}"""),
            await server.SendAsync(method, "/api/settings", Change, user));
        Assert.Equal((200, NewInstallation), await server.SendAsync("GET", "/api/settings", null, server.Superuser));
    }

    [Fact]
    public async Task Secrets_go_in_and_never_come_out()
    {
        await using var server = await RunningBench.StartAsync();
        var settings = server.Bench.Services.Settings;
        var ct = TestContext.Current.CancellationToken;

        var (status, saved) = await server.SendAsync(
            "PATCH", "/api/settings", """{"smtp":{"password":"hush1"},"s3":{"secret":"hush2"},"backups":{"s3":{"secret":"hush3"}}}""", server.Superuser);
        var (_, read) = await server.SendAsync("GET", "/api/settings", null, server.Superuser);
        var (_, picked) = await server.SendAsync("GET", "/api/settings?fields=*,smtp.password,s3.secret,backups.s3.*", null, server.Superuser);
        var (_, refused) = await server.SendAsync("PATCH", "/api/settings", """{"smtp":{"password":"hush4"},"s3":{"enabled":true}}""", server.Superuser);

        Assert.Equal(200, status);
        Assert.All(new[] { saved, read, picked, refused }, answer => Assert.DoesNotContain("hush", answer, StringComparison.Ordinal));
        var kept = await settings.GetAsync(ct);
        Assert.Equal(("hush1", "hush2", "hush3"), (kept.Smtp.Password, kept.S3.Secret, kept.Backups.S3.Secret));

        await server.SendAsync("PATCH", "/api/settings", """{"smtp":{"password":""},"backups":{"s3":{"secret":""}}}""", server.Superuser);

        var cleared = await settings.GetAsync(ct);
        Assert.Equal(("", "hush2", ""), (cleared.Smtp.Password, cleared.S3.Secret, cleared.Backups.S3.Secret));
    }

    [Fact]
    public async Task A_field_selection_that_can_not_be_read_saves_nothing()
    {
        await using var server = await RunningBench.StartAsync();

        var (status, _) = await server.SendAsync("PATCH", "/api/settings?fields=meta:nothing()", """{"meta":{"appName":"Shop"}}""", server.Superuser);

        Assert.Equal(400, status);
        Assert.Equal((200, NewInstallation), await server.SendAsync("GET", "/api/settings", null, server.Superuser));
    }

    [Fact]
    public async Task Batches_can_be_switched_on()
    {
        await using var server = await RunningBench.StartAsync();
        const string Empty = """{"requests":[]}""";
        Assert.Equal(403, (await server.SendAsync("POST", "/api/batch", Empty, null)).Status);

        await server.SendAsync("PATCH", "/api/settings", """{"batch":{"enabled":true}}""", server.Superuser);

        Assert.Equal(400, (await server.SendAsync("POST", "/api/batch", Empty, null)).Status); // allowed, and asked for nothing
    }

    [Fact]
    public async Task Superusers_from_elsewhere_are_kept_out_at_once()
    {
        await using var server = await RunningBench.StartAsync();

        Assert.Equal(200, (await server.SendAsync("PATCH", "/api/settings", """{"superuserIPs":["127.9.9.9/8"]}""", server.Superuser)).Status);
        Assert.Equal(200, (await server.SendAsync("PATCH", "/api/settings", """{"superuserIPs":["10.0.0.0/8"]}""", server.Superuser)).Status);

        Assert.Equal(403, (await server.SendAsync("GET", "/api/settings", null, server.Superuser)).Status);
    }

    private sealed class RunningBench : IAsyncDisposable
    {
        private readonly Microsoft.AspNetCore.Builder.WebApplication _server;
        private readonly HttpClient _client;

        private RunningBench(Workbench bench, string superuser, string address)
        {
            Bench = bench;
            Superuser = superuser;
            _server = BasaltServer.Create(bench.Services, new BasaltServerOptions { Http = address });
            _client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        }

        public Workbench Bench { get; }

        public string Superuser { get; }

        public static async Task<RunningBench> StartAsync()
        {
            var bench = await Workbench.OpenAsync();
            var token = bench.Services.Tokens.IssueAuth((await bench.SuperuserAsync()).Record!);
            var running = new RunningBench(bench, token, $"127.0.0.1:{FreePort()}");
            await running._server.StartAsync(TestContext.Current.CancellationToken);
            return running;
        }

        public string TokenOf(Record record) => Bench.Services.Tokens.IssueAuth(record);

        public async Task<(int Status, string Answer)> SendAsync(string method, string url, string? body, string? token)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), url);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue(token);
            using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _server.DisposeAsync();
            await Bench.DisposeAsync();
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
