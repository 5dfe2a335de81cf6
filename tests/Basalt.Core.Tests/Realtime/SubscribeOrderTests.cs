using System.Net;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Realtime;

namespace Basalt.Core.Tests.Realtime;

public sealed class SubscribeOrderTests
{
    private const string Longest = "validation_length_too_long 0-2500";

    public static TheoryData<string, string[], string> Orders => new()
    {
        // client id (* for one that is there), subscriptions, outcome
        { "*", [], "ok" },
        { "*", ["posts/*", "posts/abc", "@oauth2", "PB_CONNECT", "no such thing", "posts/*?options=%7Bbad", "ünï/*"], "ok" },
        { "*", [new string('a', 2_500)], "ok" },
        { "*", [.. Enumerable.Range(0, 1_000).Select(i => $"t{i}")], "ok" },
        { "", [], "Invalid: clientId validation_required" },
        { "", ["a\n"], "Invalid: clientId validation_required, subscriptions.0 validation_match_invalid" },
        { new string('x', 256), [], "Invalid: clientId validation_length_out_of_range 1-255" },
        { new string('é', 128), [], "Invalid: clientId validation_length_out_of_range 1-255" },
        { new string('x', 255), [], "Missing: Missing or invalid client id." },
        { "unknown", [new string('a', 2_501)], $"Invalid: subscriptions.0 {Longest}" },
        { "*", ["ok", new string('é', 1_251)], $"Invalid: subscriptions.1 {Longest}" },     // in bytes
        { "*", [.. Enumerable.Repeat("", 1_001)], "Invalid: subscriptions validation_length_too_long 0-1000" },
        { "*", [.. Enumerable.Repeat(new string('a', 2_501), 1_001)], "Invalid: subscriptions validation_length_too_long 0-1000" },
        { "*", ["a", "b\rc", "d\ne", "f\0"], "Invalid: subscriptions.1 validation_match_invalid, subscriptions.2 validation_match_invalid, subscriptions.3 validation_match_invalid" },
    };

    [Theory, MemberData(nameof(Orders))]
    public void An_order_is_checked(string clientId, string[] subscriptions, string expected)
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Caller.Guest, "before");

        Assert.Equal(expected, Streams.Outcome(() => streams.Apply(clientId == "*" ? client.Id : clientId, Caller.Guest, subscriptions)));

        Assert.Equal(expected == "ok" ? subscriptions : ["before"], client.Subscriptions);
    }

    [Fact]
    public void The_subscriptions_of_an_address_are_bounded_together()
    {
        const string Refused = "TooMany: realtime_subscriptions_too_large";
        var streams = new Streams(new RealtimeLimits { SubscriptionCharsOfAddressAtMost = 10 });
        var (one, two, other) = (streams.Open(), streams.Open(), streams.Open("192.0.2.9"));
        string Outcome(RealtimeClient client, params string[] topics)
        {
            try
            {
                streams.Apply(client.Id, Caller.Guest, topics, client.Address);
                return "ok";
            }
            catch (BasaltException refusal)
            {
                return $"{refusal.Kind}: {refusal.Code}";
            }
        }

        Assert.Equal("ok", Outcome(one, "aaaa", "bb", "bb", ""));
        Assert.Equal(Refused, Outcome(two, "12345"));
        Assert.Equal("ok", Outcome(two, "1234"));
        Assert.Equal(Refused, Outcome(two, "12345"));
        Assert.Equal(["1234"], two.Subscriptions);
        Assert.Equal("ok", Outcome(other, "1234567890"));
        Assert.Equal("ok", Outcome(one, "a"));
        Assert.Equal("ok", Outcome(two, "123456789"));
        streams.Clients.Close(two);
        Assert.Equal("ok", Outcome(one, "1234567890"));
        Assert.Equal(Refused, Outcome(one, "12345678901"));
    }

    [Fact]
    public void The_list_replaces_the_one_before_without_empty_and_repeated_entries()
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Caller.Guest, "a", "", "b", "a", "A", "");
        Assert.Equal(["a", "b", "A"], client.Subscriptions);
        streams.Subscribe(client, Caller.Guest, "c");
        Assert.Equal(["c"], client.Subscriptions);
        streams.Subscribe(client, Caller.Guest);
        Assert.Empty(client.Subscriptions);
    }

    [Fact]
    public void An_order_from_another_address_is_refused_before_anybody_looks_whose_the_client_is()
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Caller.Of(Streams.User()), "mine");

        var stranger = IPAddress.Parse("192.0.2.2");
        Assert.Equal("Invalid: Invalid realtime client.", Streams.Outcome(() => streams.Apply(client.Id, Caller.Guest, ["theirs"], stranger)));
        Assert.Equal("Invalid: Invalid realtime client.", Streams.Outcome(() => streams.Apply(client.Id, Caller.Of(Streams.User()), ["theirs"], stranger)));
        Assert.Equal(["mine"], client.Subscriptions);
    }

    [Fact]
    public void Of_orders_that_overtake_each_other_the_one_that_arrived_last_counts()
    {
        var streams = new Streams();
        var client = streams.Open();
        var (first, second) = (streams.Clients.NextArrival(), streams.Clients.NextArrival());

        streams.Apply(client.Id, Caller.Of(Streams.User()), ["second"], arrival: second);
        Assert.Equal("ok", Streams.Outcome(() => streams.Apply(client.Id, Caller.Guest, ["first"], arrival: first)));

        Assert.Equal(["second"], client.Subscriptions);
        Assert.False(client.CallerIn(streams.Schema).IsGuest);
    }

    [Fact]
    public void A_client_that_is_closed_is_not_there()
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Clients.Close(client);
        Assert.Equal("Missing: Missing or invalid client id.", Streams.Outcome(() => streams.Subscribe(client, Caller.Guest)));
    }
}
