using System.Net;
using System.Text;
using Basalt.Auth;
using Basalt.Core.Tests.Records;
using Basalt.Errors;
using Basalt.Realtime;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Record = Basalt.Records.Record;

namespace Basalt.Core.Tests.Realtime;

/// <summary>The event streams of a server whose clock stands still, and what tests say to them in a line each.</summary>
internal sealed class Streams
{
    public static readonly IPAddress Home = IPAddress.Parse("192.0.2.1");

    public Streams(RealtimeLimits? limits = null) => Clients = new RealtimeClients(Clock, limits ?? new RealtimeLimits(), new Logger<RealtimeClients>(new CapturedLog()));

    public FakeTimeProvider Clock { get; } = new();

    public RealtimeClients Clients { get; }

    public SchemaSnapshot Schema { get; set; } = new(1, [Drafts.Users, Drafts.Tasks]);

    public RealtimeClient Open(string address = "192.0.2.1") => Clients.Open(IPAddress.Parse(address));

    public void Subscribe(RealtimeClient client, Caller caller, params string[] subscriptions) => Apply(client.Id, caller, subscriptions);

    public void Apply(string clientId, Caller caller, IReadOnlyList<string> subscriptions, IPAddress? address = null, long? arrival = null) =>
        new SubscribeOrder
        {
            ClientId = clientId,
            Subscriptions = subscriptions,
            Caller = caller,
            Address = address ?? Home,
            Arrival = arrival ?? Clients.NextArrival(),
        }.Apply(Clients, Schema);

    /// <summary>The refusal in one text: kind, then the codes by field or else the message; "ok" when there is none.</summary>
    public static string Outcome(Action action)
    {
        try
        {
            action();
            return "ok";
        }
        catch (BasaltException refusal)
        {
            return refusal.Tree is { IsEmpty: false } tree ? $"{refusal.Kind}: {string.Join(", ", CodesOf(tree, ""))}" : $"{refusal.Kind}: {refusal.Message}".TrimEnd(':', ' ');
        }
    }

    /// <summary>Everything that waits for a client, in its order: <c>name data</c>, and <c>:</c> for a sign of life.</summary>
    public static async Task<List<string>> WaitingAsync(RealtimeClient client)
    {
        var all = new List<string>();
        client.Queue(RealtimeMessage.Of("end", default));
        await foreach (var message in client.ReadAsync(TestContext.Current.CancellationToken))
        {
            if (message.Name == "end") break;
            all.Add(message == RealtimeMessage.KeepAlive ? ":" : $"{message.Name} {Encoding.UTF8.GetString(message.Data.Span)}");
        }

        return all;
    }

    public static Record User(string id = "user00000000001", string key = "key 1", string name = "", Collection? collection = null)
    {
        var record = new Record(collection ?? Drafts.Users) { Id = id };
        (record["tokenKey"], record["name"]) = (Value.Text(key), Value.Text(name));
        return record;
    }

    private static IEnumerable<string> CodesOf(ErrorTree tree, string path) => tree.Children.SelectMany(child =>
        child.Value.Tree is { } inner ? CodesOf(inner, $"{path}{child.Key}.") : [$"{path}{child.Key} {child.Value.Leaf!.Code} {string.Join('-', (child.Value.Leaf.Params ?? []).Select(p => p.Value))}".Trim()]);
}
