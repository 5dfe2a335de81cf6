using Basalt.Auth;
using Basalt.Core.Tests.Records;
using Basalt.Records;
using Basalt.Schema;
using Record = Basalt.Records.Record;

namespace Basalt.Core.Tests.Realtime;

/// <summary>Who a client is bound to (the protocol, realtime page, section 2.1).</summary>
public sealed class IdentityTests
{
    private const string Refused = "Denied: The current and the previous request authorization don't match.";

    private static readonly Collection Superusers = AutomaticFields.Apply(new Collection
    {
        Id = "pbc_3142635823", Name = CollectionName.Parse("_superusers"), Type = CollectionType.Auth, Auth = new AuthOptions(), Fields = [],
    });

    private static readonly Dictionary<string, Caller> Callers = new()
    {
        ["guest"] = Caller.Guest,
        ["Ana"] = Caller.Of(Streams.User()),
        ["Ana renewed"] = Caller.Of(Streams.User(key: "key 2")),
        ["Bob"] = Caller.Of(Streams.User("user00000000002")),
        ["superuser with Ana's id"] = Caller.Of(new Record(Superusers) { Id = "user00000000001" }),
    };

    public static TheoryData<string, string, string> Rebindings => new()
    {
        // who is bound, who asks, outcome
        { "guest", "guest", "ok" },
        { "guest", "Ana", "ok" },
        { "Ana", "Ana", "ok" },
        { "Ana", "Ana renewed", "ok" },
        { "Ana", "guest", Refused },
        { "Ana", "Bob", Refused },
        { "Ana", "superuser with Ana's id", Refused },
        { "superuser with Ana's id", "Ana", Refused },
    };

    [Theory, MemberData(nameof(Rebindings))]
    public void A_bound_client_answers_to_its_record_alone(string bound, string asking, string expected)
    {
        var streams = new Streams { Schema = new SchemaSnapshot(1, [Drafts.Users, Superusers]) };
        var client = streams.Open();
        streams.Subscribe(client, Callers[bound], "before");

        Assert.Equal(expected, Streams.Outcome(() => streams.Subscribe(client, Callers[asking], "after")));

        Assert.Equal(expected == "ok" ? "after" : "before", Assert.Single(client.Subscriptions));
        Assert.Same(Callers[expected == "ok" ? asking : bound].Record, client.CallerIn(streams.Schema).Record);
    }

    public static TheoryData<string, RecordChange, string?> Changes => new()
    {
        // what happens, and the name that the bound record has afterwards; null for a guest
        { "another value", new RecordChange(ChangeKind.Updated, Streams.User(name: "Anna"), Streams.User()), "Anna" },
        { "another key", new RecordChange(ChangeKind.Updated, Streams.User(key: "key 2", name: "Anna"), Streams.User()), null },
        { "gone", new RecordChange(ChangeKind.Deleted, Streams.User()), null },
        { "another value, read after a new secret", new RecordChange(ChangeKind.Updated, Streams.User(collection: WithSecret("new")), Streams.User()), null },
        { "another record", new RecordChange(ChangeKind.Updated, Streams.User("user00000000002", "key 2"), Streams.User("user00000000002")), "" },
        { "another record gone", new RecordChange(ChangeKind.Deleted, Streams.User("user00000000002")), "" },
        { "a record of another collection with its id", new RecordChange(ChangeKind.Deleted, new Record(Superusers) { Id = "user00000000001" }), "" },
    };

    [Theory, MemberData(nameof(Changes))]
    public void A_bound_client_follows_its_record(string what, RecordChange change, string? expected)
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Callers["Ana"], "mine");

        streams.Clients.Publish([change]);

        Assert.True(expected == client.CallerIn(streams.Schema).Record?.TextOf("name"), what);
        Assert.Equal(["mine"], client.Subscriptions);
        Assert.False(client.Ended.IsCancellationRequested);
        if (expected is null) Assert.Equal("ok", Streams.Outcome(() => streams.Subscribe(client, Callers["Bob"], "his"))); // a guest may be bound anew
    }

    public static TheoryData<string, SchemaSnapshot, bool> Schemas => new()
    {
        { "renamed", new SchemaSnapshot(2, [Drafts.Users with { Name = CollectionName.Parse("people") }]), true },
        { "another secret", new SchemaSnapshot(2, [WithSecret("new")]), false },
        { "deleted", new SchemaSnapshot(2, [Drafts.Tasks]), false },
    };

    [Theory, MemberData(nameof(Schemas))]
    public void A_bound_client_follows_the_collection_of_its_record(string what, SchemaSnapshot schema, bool stays)
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Callers["Ana"], "mine");
        streams.Schema = schema;
        Assert.True(Streams.Outcome(() => streams.Subscribe(client, Caller.Guest, "guest's")) == (stays ? Refused : "ok"), what);
    }

    [Fact]
    public void A_secret_that_comes_back_brings_nobody_back()
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Callers["Ana"], "mine");
        Assert.True(client.CallerIn(new SchemaSnapshot(2, [WithSecret("new")])).IsGuest);
        Assert.True(client.CallerIn(streams.Schema).IsGuest);
    }

    public static TheoryData<string, string, string?> Confirmations => new()
    {
        // who is bound by now, whom the token of Ana's order stands for by now, the key of who stays; null for a guest
        { "Ana", "Ana", "key 1" },
        { "Ana", "guest", null },              // thrown out while the order was on its way
        { "Ana renewed", "guest", "key 2" },   // who came back with a new token stays
        { "Bob", "guest", "key 1" },
        { "guest", "guest", null },
    };

    [Theory, MemberData(nameof(Confirmations))]
    public void Who_was_thrown_out_while_an_order_was_on_its_way_does_not_stay(string bound, string now, string? key)
    {
        var streams = new Streams();
        var client = streams.Open();
        streams.Subscribe(client, Callers[bound]);
        client.Confirm(Callers["Ana"], Callers[now]);
        Assert.Equal(key, client.CallerIn(streams.Schema).Record?.TextOf("tokenKey"));
    }

    private static Collection WithSecret(string secret) =>
        Drafts.Users with { Auth = Drafts.Users.Auth! with { AuthToken = Drafts.Users.Auth.AuthToken with { Secret = secret } } };
}
