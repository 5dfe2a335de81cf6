using System.Net;
using System.Text;
using Basalt.Server.Hosting;
using Basalt.Settings;

namespace Basalt.Server.Tests.Records;

public sealed class BatchEndpointTests
{
    private const string Allowed = """{"batch":{"enabled":true,"maxRequests":3,"maxBodySize":2000}}""";

    public static TheoryData<string, string, int, string> Answers => new()
    {
        // settings, body, status, answer
        { "{}", """{"requests":[]}""", 403, """{"data":{},"message":"Batch requests are not allowed.","status":403}""" },
        { """{"batch":{"enabled":true,"maxRequests":0}}""", "{}", 403, """{"data":{},"message":"Batch requests are not allowed.","status":403}""" },
        { Allowed, "{", 400, """{"data":{},"message":"Failed to read the submitted batch data.","status":400}""" },
        { Allowed, "{}", 400, """{"data":{"requests":{"code":"validation_required","message":"Cannot be blank."}},"message":"Invalid batch request data.","status":400}""" },
        {
            Allowed,
            """{"requests":[{"method":"POST","url":"/api/collections/TASKS/records?fields=title","body":{"title":"One"}},{"method":"DELETE","url":"/api/collections/pbc_tasks/records/task00000000001"}]}""",
            200,
            """[{"body":{"title":"One"},"status":200},{"body":null,"status":204}]"""
        },
        {
            Allowed,
            """{"requests":[{"method":"PUT","url":"/api/collections/tasks/records?expand=parent&fields=title,expand.parent.title","body":{"title":"Two","parent":"task00000000001"}},{"method":"PATCH","url":"/api/collections/tasks/records/task00000000001?fields=title","body":{"title":"First"}}]}""",
            200,
            """[{"body":{"title":"Two","expand":{"parent":{"title":"First"}}},"status":200},{"body":{"title":"First"},"status":200}]"""
        },
        {
            Allowed,
            """{"requests":[{"method":"POST","url":"/api/collections/tasks/records","body":{"title":"One"}},{"method":"POST","url":"/api/collections/tasks/records","body":{}}]}""",
            400,
            """{"data":{"requests":{"1":{"code":"batch_request_failed","message":"Batch request failed.","response":{"data":{"title":{"code":"validation_required","message":"Cannot be blank."}},"message":"Failed to create record.","status":400}}}},"message":"Batch transaction failed.","status":400}"""
        },
        {
            Allowed,
            """{"requests":[{"method":"GET","url":"/api/health"}]}""",
            400,
            """{"data":{"requests":{"0":{"code":"batch_request_failed","message":"Batch request failed.","response":{"data":{},"message":"Unknown batch request action.","status":400}}}},"message":"Batch transaction failed.","status":400}"""
        },
        {
            Allowed,
            """{"requests":[{"method":"POST","url":"/api/collections/_superusers/records","body":{}}]}""",
            400,
            """{"data":{"requests":{"0":{"code":"batch_request_failed","message":"Batch request failed.","response":{"data":{},"message":"Only superusers can perform this action.","status":403}}}},"message":"Batch transaction failed.","status":400}"""
        },
    };

    [Theory, MemberData(nameof(Answers))]
    public async Task A_batch_is_answered(string settings, string body, int status, string expected)
    {
        await using var bench = await OpenAsync(settings);

        var (answered, answer) = await PostAsync(bench, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal((status, expected), ((int)answered, answer));
    }

    [Fact]
    public async Task A_form_carries_the_items_as_the_sdk_sends_them()
    {
        await using var bench = await OpenAsync(Allowed);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("""{"requests":[{"method":"POST","url":"/api/collections/tasks/records?fields=title","body":{"title":"One"}}]}"""), "@jsonPayload" },
        };

        var (status, answer) = await PostAsync(bench, form);

        Assert.Equal((HttpStatusCode.OK, """[{"body":{"title":"One"},"status":200}]"""), (status, answer));
    }

    [Fact]
    public async Task A_body_above_the_limit_of_the_settings_is_too_large()
    {
        await using var bench = await OpenAsync(Allowed);

        var (status, _) = await PostAsync(bench, new StringContent(new string(' ', 2_001), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
    }

    private static async Task<Workbench> OpenAsync(string settings)
    {
        var bench = await Workbench.OpenAsync(Schemas.Of(
            "tasks", Schemas.Open, Schemas.Text("title") with { Required = true }, Schemas.Relation("parent", "tasks")));
        await bench.PutAsync("tasks", "task00000000001");
        var ct = TestContext.Current.CancellationToken;
        await bench.Storage.WriteAsync(bench.Storage.Schema, async t => { await t.WriteParamAsync(SettingsStore.ParamKey, settings, ct); return true; }, ct);
        return bench;
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(Workbench bench, HttpContent content)
    {
        var ct = TestContext.Current.CancellationToken;
        var address = $"127.0.0.1:{FreePort()}";
        await using var server = BasaltServer.Create(bench.Services, new BasaltServerOptions { Http = address });
        await server.StartAsync(ct);
        using var client = new HttpClient();
        using var response = await client.PostAsync(new Uri($"http://{address}/api/batch"), content, ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
