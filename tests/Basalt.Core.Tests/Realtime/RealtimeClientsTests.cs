using System.Text.Json;
using Basalt.Auth;
using Basalt.Realtime;

namespace Basalt.Core.Tests.Realtime;

public sealed class RealtimeClientsTests
{
    private static readonly RealtimeLimits Small = new() { StreamsAtMost = 5, StreamsOfAddressAtMost = 2, WaitingMessagesAtMost = 4, WaitingBytesAtMost = 100 };

    public static TheoryData<string, string> Arrivals => new()
    {
        // addresses from which streams are opened one after the other, and what each gets of two an address and five in all; - closes the first
        { "192.0.2.1 192.0.2.1 192.0.2.1 192.0.2.2", "ok ok TooMany ok" },
        { "192.0.2.1 192.0.2.1 - 192.0.2.1 192.0.2.1", "ok ok ok TooMany" },
        { "192.0.2.1 192.0.2.1 ::ffff:192.0.2.1", "ok ok TooMany" },
        { "2001:db8::1 2001:db8::2 2001:db8::3:4:5:6 2001:db8:0:1::1", "ok ok TooMany ok" },      // of an IPv6 network of 64 bits any address is to be had
        { "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 - 192.0.2.6", "ok ok ok ok ok Unavailable ok" },
    };

    [Theory, MemberData(nameof(Arrivals))]
    public void Streams_are_bounded_in_all_and_for_each_address(string arrivals, string expected)
    {
        var streams = new Streams(Small);
        var open = new Queue<RealtimeClient>();
        var outcomes = new List<string>();
        foreach (var address in arrivals.Split(' '))
        {
            if (address == "-") streams.Clients.Close(open.Dequeue());
            else outcomes.Add(Streams.Outcome(() => open.Enqueue(streams.Open(address))).Split(':')[0]);
        }

        Assert.Equal(expected, string.Join(' ', outcomes));
        Assert.Equal(open.Count, streams.Clients.Count);
    }

    [Fact]
    public async Task Streams_that_come_at_once_are_bounded_all_the_same()
    {
        var streams = new Streams(new RealtimeLimits { StreamsAtMost = 50, StreamsOfAddressAtMost = 30 });
        var ct = TestContext.Current.CancellationToken;

        var opened = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Streams.Outcome(() => streams.Open($"192.0.2.{i % 2}")), ct)));

        Assert.Equal((50, 50), (opened.Count(o => o == "ok"), streams.Clients.Count));
    }

    [Fact]
    public void A_client_that_is_closed_twice_counts_once()
    {
        var streams = new Streams(Small);
        var client = streams.Open();
        streams.Open();
        streams.Clients.Close(client);
        streams.Clients.Close(client);
        Assert.Equal((1, null), (streams.Clients.Count, streams.Clients.Find(client.Id)));
    }

    [Fact]
    public void Ids_are_forty_letters_and_digits_that_nobody_can_guess()
    {
        var streams = new Streams();
        var ids = Enumerable.Range(0, 1_000).Select(_ => streams.Open().Id).ToList();
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9]{40}$", id));
        for (var place = 0; place < 40; place++) Assert.InRange(ids.Select(id => id[place]).Distinct().Count(), 55, 62); // no place is the same for long
    }

    [Fact]
    public async Task The_first_message_tells_the_client_its_id()
    {
        var client = new Streams().Open();
        Assert.Equal([$$"""PB_CONNECT {"clientId":"{{client.Id}}"}"""], await Streams.WaitingAsync(client));
    }

    [Fact]
    public async Task A_silent_stream_gets_a_sign_of_life_every_30_seconds_and_ends_after_30_minutes()
    {
        var streams = new Streams();
        var client = streams.Open();
        await Streams.WaitingAsync(client);
        for (var second = 30; second < 1_800; second += 30)
        {
            streams.Clock.Advance(TimeSpan.FromSeconds(29.9));
            Assert.Empty(await Streams.WaitingAsync(client));
            streams.Clock.Advance(TimeSpan.FromSeconds(0.1));
            Assert.Equal([":"], await Streams.WaitingAsync(client));
        }

        Assert.False(client.Ended.IsCancellationRequested);
        streams.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(client.Ended.IsCancellationRequested);
        Assert.False(client.IsTooSlow);
    }

    [Fact]
    public async Task Signs_of_life_are_not_sent_to_whom_something_else_waits_for()
    {
        var streams = new Streams(Small);
        var client = streams.Open();
        for (var i = 0; i < 100; i++) streams.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.False(client.Ended.IsCancellationRequested);
        Assert.DoesNotContain(":", await Streams.WaitingAsync(client));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_dropped_and_holds_up_nobody()
    {
        var streams = new Streams(Small);
        var (slow, fast) = (streams.Open(), streams.Open());
        foreach (var client in (RealtimeClient[])[slow, fast]) streams.Subscribe(client, Caller.Guest, "news");
        await Streams.WaitingAsync(fast);
        for (var i = 1; i <= 4; i++)
        {
            Assert.Equal(2, streams.Clients.Send("news", Json("1")));
            Assert.Equal(["news 1"], await Streams.WaitingAsync(fast));
        }

        Assert.True(slow.IsTooSlow); // its greeting and three messages had room
        Assert.True(slow.Ended.IsCancellationRequested);
        Assert.False(fast.Ended.IsCancellationRequested);
    }

    [Theory]
    [InlineData(40, 40, true)]
    [InlineData(40, 90, false)]
    [InlineData(500, 0, true)] // one message has room, however large
    [InlineData(500, 1, false)]
    public async Task What_waits_is_bounded_in_bytes(int first, int second, bool stays)
    {
        var streams = new Streams(Small);
        var client = streams.Open();
        streams.Subscribe(client, Caller.Guest, "n");
        await Streams.WaitingAsync(client);
        foreach (var length in (int[])[first, second])
        {
            if (length > 0) streams.Clients.Send("n", Json($"\"{new string('x', length)}\""));
        }

        Assert.Equal(!stays, client.IsTooSlow);
    }

    [Fact]
    public void When_the_server_stops_all_streams_end_and_no_new_one_is_opened()
    {
        var streams = new Streams();
        var open = Enumerable.Range(0, 10).Select(_ => streams.Open()).ToList();
        streams.Clients.End();
        Assert.All(open, client => Assert.True(client.Ended.IsCancellationRequested));
        Assert.StartsWith("Unavailable", Streams.Outcome(() => streams.Open()), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Topics => new()
    {
        // what a client is subscribed to, and the names of the events that it gets of a message to "news"
        { "news", "news" },
        { "news?options=%7B%7D", "news?options=%7B%7D" },
        { "news?a news news?b", "news?a news news?b" },   // one for each, in the order in which they were submitted
        { "news2 new NEWS xnews news/a @news", "" },
    };

    [Theory, MemberData(nameof(Topics))]
    public async Task A_message_goes_to_every_subscription_of_its_topic(string subscriptions, string expected)
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Caller.Guest, subscriptions.Split(' '));
        await Streams.WaitingAsync(client);

        Assert.Equal(expected.Length > 0 ? 1 : 0, streams.Clients.Send("news", Json("""{"a":[1,2]}""")));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $$"""{{name}} {"a":[1,2]}"""), await Streams.WaitingAsync(client));
    }

    [Theory, InlineData(""), InlineData("a\nb"), InlineData("a\rb"), InlineData("a\r\ndata:x"), InlineData("a\0b")]
    public void A_topic_that_would_be_more_than_a_line_of_an_event_is_refused(string topic) =>
        Assert.Throws<ArgumentException>(() => new Streams().Clients.Send(topic, Json("1")));

    [Fact]
    public async Task Data_is_one_line_whatever_it_holds()
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Caller.Guest, "news");
        await Streams.WaitingAsync(client);

        streams.Clients.Send("news", Json("{\n  \"text\": \"a\\nb\\r\\u0000\\u2028\"\r\n}"));

        var message = Assert.Single(await Streams.WaitingAsync(client))["news ".Length..];
        Assert.DoesNotContain(message, c => c is '\r' or '\n' or '\0');
        Assert.Equal("a\nb\r\0\u2028", Json(message).GetProperty("text").GetString());
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
