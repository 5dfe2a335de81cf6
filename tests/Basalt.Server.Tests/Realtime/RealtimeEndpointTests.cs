using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Basalt.Realtime;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Realtime;

/// <summary>Event streams and their subscriptions over HTTP (the protocol, realtime page, sections 1 and 2).</summary>
public sealed class RealtimeEndpointTests
{
    private const string Default = "400 Something went wrong while processing your request.";
    private const string Unknown = "404 Missing or invalid client id.";
    private const string Other = "403 The current and the previous request authorization don't match.";
    private const string Form = "application/x-www-form-urlencoded";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_begins_with_its_headers_and_the_clients_id()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.OpenAsync(); // asserts the event byte for byte

        Assert.Matches("^[A-Za-z0-9]{40}$", stream.Id);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", Assert.Single(stream.Response.Headers.GetValues("X-Accel-Buffering")));
        Assert.Equal("nosniff", Assert.Single(stream.Response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_head_request_gets_the_headers_and_opens_nothing()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var response = await server.Server.RespondAsync("HEAD", "/api/realtime", "");
        Assert.Equal((200, "text/event-stream", ""), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsStringAsync(Ct)));
        Assert.Equal(0, server.Clients.Count);
    }

    public static TheoryData<string, string, string, string> Bodies => new()
    {
        // content type, body (* for the client's id), outcome, subscriptions afterwards
        { "application/json", """{"clientId":"*","subscriptions":["a","","b","a"]}""", "204", "a b" },
        { "application/json", """{"clientId":"*"}""", "204", "" },
        { "application/json", """{"clientId":"*","subscriptions":null}""", "204", "" },
        { "application/json", """{"clientId":"*","subscriptions":[null,"a"],"more":1}""", "204", "a" },
        { Form, "clientId=*&subscriptions=a&subscriptions=b%3Foptions%3D%257B%257D", "204", "a b?options=%7B%7D" },
        { Form, "clientId=*&subscriptions=12", "204", "12" },
        { Form, "clientId=*&subscriptions=true&subscriptions=1.5", "204", "true 1.5" },
        { Form, "clientId=*", "204", "" },
        { Form, "@jsonPayload=%7B%22clientId%22%3A%22*%22%2C%22subscriptions%22%3A%5B%22a%22%5D%7D", "204", "a" },
        { "application/json", "", "400 clientId validation_required", "before" },
        { "application/json", """{"clientId":null,"subscriptions":["a\nb"]}""", """400 clientId validation_required, subscriptions {"0":{"code":"validation_match_invalid","message":"Must not hold line breaks or NUL."}}""", "before" },
        { "application/json", """{"clientId":"nothing"}""", Unknown, "before" },
        { Form, "clientId=42", Unknown, "before" },
        { "application/json", "{", Default, "before" },
        { "application/json", """["*"]""", Default, "before" },
        { "application/json", """{"clientId":42}""", Default, "before" },
        { "application/json", """{"clientId":{"id":"*"}}""", Default, "before" },
        { "application/json", """{"clientId":["*"]}""", Default, "before" },
        { "application/json", """{"clientId":"*","subscriptions":"a"}""", Default, "before" },
        { "application/json", """{"clientId":"*","subscriptions":[1]}""", Default, "before" },
        { "application/json", """{"clientId":"*","subscriptions":{"0":"a"}}""", Default, "before" },
        { "text/plain", """{"clientId":"*"}""", Default, "before" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_list_of_subscriptions_is_answered(string contentType, string body, string outcome, string subscriptions)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("before");

        Assert.Equal(outcome, await server.PostAsync(body.Replace("*", stream.Id, StringComparison.Ordinal), contentType));

        Assert.Equal(subscriptions, string.Join(' ', server.SubscriptionsOf(stream)));
    }

    public static TheoryData<string, string> Askers => new()
    {
        // who asks, one after the other, and what each is told
        { " ana ana", "204 204 204" },
        { "ana ana", "204 204" },
        { "ana ", $"204|{Other}" },
        { "boss ana boss", $"204|{Other}|204" },
    };

    [Theory, MemberData(nameof(Askers))]
    public async Task A_client_stays_with_whom_it_is_bound_to(string askers, string outcomes)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.OpenAsync();
        var answers = new List<string>();
        foreach (var who in askers.Split(' ')) answers.Add(await server.SubscribeAsync(stream.Id, ["t"], who));
        Assert.Equal(outcomes, string.Join(outcomes.Contains('|', StringComparison.Ordinal) ? '|' : ' ', answers));
    }

    [Fact]
    public async Task The_header_of_the_stream_itself_binds_nobody()
    {
        await using var server = await RealtimeServer.StartAsync();
        using var stream = await EventStreamClient.OpenAsync(server.Server.Url, ("Authorization", (await server.Server.TokenOfAsync("ana"))!), (RealtimeServer.From, "192.0.2.1"));
        Assert.True(server.Clients.Find(stream.Id)!.CallerIn(server.Server.World.Bench.Storage.Schema).IsGuest);
    }

    public static TheoryData<string> Events => ["password", "deleted", "secret", "collection deleted"];

    [Theory, MemberData(nameof(Events))]
    public async Task Who_is_thrown_out_is_no_longer_bound_and_the_stream_stays(string what)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.OpenAsync();
        Assert.Equal("204", await server.SubscribeAsync(stream.Id, ["t"], "ana"));
        Assert.Equal(Other, await server.SubscribeAsync(stream.Id, ["t"]));

        var world = server.Server.World;
        switch (what)
        {
            case "password": await world.Bench.UpdateAsync("members", AccountWorld.Ana, """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", await world.Bench.SuperuserAsync()); break;
            case "deleted": await world.Bench.DeleteAsync("members", AccountWorld.Ana, await world.Bench.SuperuserAsync()); break;
            case "secret": await world.ChangeAsync(o => o with { AuthToken = o.AuthToken with { Secret = new string('n', 50) } }); break;
            default: await world.Bench.Services.Collections.DeleteAsync("members", Ct); break;
        }

        Assert.Equal(["t"], server.SubscriptionsOf(stream));
        Assert.Equal("204", await server.SubscribeAsync(stream.Id, ["u"], "boss"));
        server.Clients.Send("u", JsonElement.Parse("1"));
        Assert.Equal("u", (await stream.NextAsync())!.Name);
    }

    [Fact]
    public async Task Who_is_thrown_out_while_being_bound_does_not_stay()
    {
        await using var server = await RealtimeServer.StartAsync();
        var (bench, boss) = (server.Server.World.Bench, await server.Server.World.Bench.SuperuserAsync());
        var stream = await server.OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            var token = bench.Services.Tokens.IssueAuth(await server.Server.World.AnaAsync());
            var binding = Task.Run(() => server.Server.StatusAsync(
                "POST", "/api/realtime", $$"""{"clientId":"{{stream.Id}}"}""", token, (RealtimeServer.From, "192.0.2.1")), Ct);
            var throwing = Task.Run(() => bench.UpdateAsync("members", AccountWorld.Ana, """{"tokenKey:autogenerate":""}""", boss), Ct);
            await Task.WhenAll(binding, throwing);
            Assert.True(server.Clients.Find(stream.Id)!.CallerIn(bench.Storage.Schema).IsGuest, $"{i}: {await binding}");
        }
    }

    [Fact]
    public async Task Another_value_of_the_bound_record_changes_nothing()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.OpenAsync();
        await server.SubscribeAsync(stream.Id, ["t"], "ana");
        await server.Server.World.Bench.UpdateAsync("members", AccountWorld.Ana, """{"nick":"Annie"}""", await server.Server.World.Bench.SuperuserAsync());
        Assert.Equal(Other, await server.SubscribeAsync(stream.Id, ["t"]));
        Assert.Equal("204", await server.SubscribeAsync(stream.Id, ["t"], "ana"));
    }

    [Fact]
    public async Task Whoever_has_the_id_and_comes_from_elsewhere_is_refused()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("mine");
        Assert.Equal("400 Invalid realtime client.", await server.SubscribeAsync(stream.Id, ["theirs"], address: "192.0.2.2"));
        Assert.Equal("204", await server.SubscribeAsync(stream.Id, ["mine", "also"], address: "::ffff:192.0.2.1")); // the same address
        Assert.Equal(["mine", "also"], server.SubscriptionsOf(stream));
    }

    [Theory, InlineData("a\ndata:{}"), InlineData("a\r\n\r\nid:x"), InlineData("\ra"), InlineData("a\0")]
    public async Task No_topic_becomes_an_event_of_its_own(string topic)
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("before");
        Assert.StartsWith("400 subscriptions ", await server.SubscribeAsync(stream.Id, ["t", topic]), StringComparison.Ordinal);
        Assert.Equal(["before"], server.SubscriptionsOf(stream));
    }

    [Fact]
    public async Task An_event_is_three_lines_with_the_subscription_as_it_was_submitted()
    {
        await using var server = await RealtimeServer.StartAsync();
        var topic = "neüs?options=%7B%22query%22%3A%7B%22a%22%3A%22+%20%0A%22%7D%7D";
        var stream = await server.SubscribedAsync(topic);

        server.Clients.Send("neüs", JsonElement.Parse("""{ "text": "a\nb" }"""));

        Assert.Equal($$"""id:{{stream.Id}}{{'\n'}}event:{{topic}}{{'\n'}}data:{"text":"a\nb"}""", (await stream.NextAsync())!.Text);
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_is_there_and_ends_when_its_time_is_over()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.OpenAsync();
        for (var minutes = 0.5; minutes < 30; minutes += 0.5)
        {
            server.Server.World.Bench.Clock.Advance(TimeSpan.FromMinutes(0.5));
            Assert.Equal(":", (await stream.NextAsync())!.Text);
        }

        server.Server.World.Bench.Clock.Advance(TimeSpan.FromMinutes(0.5));
        Assert.Null(await stream.NextAsync());
        await server.SettleAsync(0);
    }

    [Fact]
    public async Task A_client_that_goes_is_forgotten()
    {
        await using var server = await RealtimeServer.StartAsync();
        var stream = await server.SubscribedAsync("t");
        stream.Dispose();
        await server.SettleAsync(0);
        Assert.Equal(Unknown, await server.SubscribeAsync(stream.Id, ["t"]));
    }

    [Fact]
    public async Task A_flood_of_streams_is_refused_as_json_and_room_that_is_left_is_given_again()
    {
        await using var server = await RealtimeServer.StartAsync(new RealtimeLimits { StreamsAtMost = 5, StreamsOfAddressAtMost = 3 });
        var first = await server.OpenAsync();
        for (var i = 0; i < 2; i++) await server.OpenAsync();
        Assert.Equal((429, "Too Many Requests."), await RefusalAsync(server, "192.0.2.1"));
        for (var i = 0; i < 2; i++) await server.OpenAsync("192.0.2.2");
        Assert.Equal((503, "There are too many realtime connections. Try again later."), await RefusalAsync(server, "192.0.2.3"));

        first.Dispose();
        await server.SettleAsync(4);
        await server.OpenAsync("192.0.2.3");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        await using var server = await RealtimeServer.StartAsync(new RealtimeLimits { WaitingMessagesAtMost = 4 });
        var reading = await server.SubscribedAsync("news");
        using var stuck = new TcpClient { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(server.Server.Url.Host, server.Server.Url.Port, Ct);
        await stuck.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/realtime HTTP/1.1\r\nHost: x\r\n{RealtimeServer.From}: 192.0.2.1\r\n\r\n"), Ct);
        Assert.Equal("204", await server.SubscribeAsync(await IdAsync(stuck.GetStream()), ["news"]));

        // The reader may have a message before the server has noticed that it was taken: two must fit into what may wait.
        var news = JsonElement.Parse($"\"{new string('x', 128 * 1024)}\"");
        var sent = 0;
        for (var heard = 2; heard == 2; sent++)
        {
            Assert.InRange(sent, 0, 200); // the system's own buffers take some
            heard = server.Clients.Send("news", news);
            Assert.Equal("news", (await reading.NextAsync())!.Name);
            if (server.Clients.Count == 1) break;
        }

        await server.SettleAsync(1);
        server.Clients.Send("news", JsonElement.Parse("\"last\""));
        Assert.Equal("\"last\"", (await reading.NextAsync())!.Data);
    }

    private static async Task<(int Status, string Message)> RefusalAsync(RealtimeServer server, string address)
    {
        using var response = await server.Server.RespondAsync("GET", "/api/realtime", "", headers: (RealtimeServer.From, address));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(response.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable, response.Headers.RetryAfter is not null);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));
        return ((int)response.StatusCode, json.GetProperty("message").GetString()!);
    }

    private static async Task<string> IdAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var next = new byte[1];
        while (!text.ToString().EndsWith("\"}\n\n", StringComparison.Ordinal) && await stream.ReadAsync(next, Ct) > 0) text.Append((char)next[0]);
        return text.ToString().Split("\"clientId\":\"")[1][..40];
    }
}
