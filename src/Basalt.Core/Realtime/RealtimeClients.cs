using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Basalt.Errors;
using Basalt.RateLimits;
using Basalt.Records;
using Basalt.Text;
using Microsoft.Extensions.Logging;

namespace Basalt.Realtime;

/// <summary>
/// The event streams that are open on this server. Streams of other servers on the same database are theirs: a client's requests must reach
/// the server that has its stream.
/// </summary>
public sealed class RealtimeClients(TimeProvider clock, RealtimeLimits limits, ILogger<RealtimeClients> log) : IChangeSink
{
    private readonly ConcurrentDictionary<string, Opened> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<ClientKey, int> _streamsByAddress = [];
    private readonly Dictionary<ClientKey, long> _charsByAddress = [];
    private readonly Lock _turn = new();
    private int _streams;
    private bool _isEnded;
    private long _arrivals;

    /// <summary>Streams that are open.</summary>
    public int Count
    {
        get
        {
            lock (_turn) return _streams;
        }
    }

    /// <summary>
    /// Sends a message of the program's own to whoever is subscribed to a topic that is no collection: the program decides who hears it, no
    /// rule does.
    /// </summary>
    /// <param name="topic">What clients subscribe to.</param>
    /// <param name="data">Any JSON.</param>
    /// <returns>How many clients it is on its way to.</returns>
    /// <exception cref="ArgumentException">The topic is empty, or has CR, LF or NUL.</exception>
    public int Send(string topic, JsonElement data)
    {
        using var json = new JsonBuffer();
        using (var writer = new Utf8JsonWriter(json)) data.WriteTo(writer);
        var line = RealtimeMessage.Of(topic, json.WrittenMemory.ToArray()).Data;
        var heard = 0;
        foreach (var (_, opened) in _clients)
        {
            if (opened.Client.Send(topic, line)) heard++;
        }

        return heard;
    }

    /// <inheritdoc/>
    public void Publish(IReadOnlyList<RecordChange> changes)
    {
        foreach (var change in changes)
        {
            if (!change.Record.Collection.IsAuth) continue;
            foreach (var (_, opened) in _clients) opened.Client.Heed(change);
        }
    }

    /// <summary>A new client, a guest without subscriptions. Whoever opens it closes it.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.TooMany"/>: the address has too many streams;
    /// <see cref="ErrorKind.Unavailable"/>: the server has.</exception>
    internal RealtimeClient Open(IPAddress address)
    {
        Admit(ClientKey.Of(address));
        var client = new RealtimeClient(address, limits, clock);
        client.Queue(Connected(client.Id));
        var timer = clock.CreateTimer(static state => ((RealtimeClient)state!).KeepAlive(), client, limits.KeepAlive, limits.KeepAlive);
        _clients[client.Id] = new Opened(client, timer);
        lock (_turn)
        {
            if (_isEnded) client.End(); // it was admitted before the end, and not yet there to be ended
        }

        return client;
    }

    internal void Close(RealtimeClient client)
    {
        if (!_clients.TryRemove(client.Id, out var opened)) return;
        opened.Timer.Dispose();
        client.End();
        if (client.IsTooSlow) log.SlowReaderDropped();
        var key = ClientKey.Of(client.Address);
        lock (_turn)
        {
            _streams--;
            if (--_streamsByAddress[key] == 0) _streamsByAddress.Remove(key);
            ChangeCharge(client, key, 0);
        }
    }

    /// <summary>Replaces what a client's address is charged with for its subscriptions.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.TooMany"/>: all subscriptions of the address together would be too long.</exception>
    internal void Charge(RealtimeClient client, long chars)
    {
        var key = ClientKey.Of(client.Address);
        lock (_turn)
        {
            if (!_clients.ContainsKey(client.Id)) return; // it was closed, and nobody would take the charge away
            if (_charsByAddress.GetValueOrDefault(key) - client.ChargedChars + chars > limits.SubscriptionCharsOfAddressAtMost)
            {
                throw new BasaltException(ErrorKind.TooMany, "realtime_subscriptions_too_large");
            }

            ChangeCharge(client, key, chars);
        }
    }

    internal RealtimeClient? Find(string id) => _clients.TryGetValue(id, out var opened) ? opened.Client : null;

    /// <summary>The number of a request in the order in which requests arrive.</summary>
    internal long NextArrival() => Interlocked.Increment(ref _arrivals);

    /// <summary>Ends all streams; the server stops, and no new one is opened.</summary>
    internal void End()
    {
        lock (_turn) _isEnded = true;
        foreach (var (_, opened) in _clients) opened.Client.End();
    }

    private void Admit(ClientKey key)
    {
        lock (_turn)
        {
            if (_isEnded || _streams >= limits.StreamsAtMost) throw new BasaltException(ErrorKind.Unavailable, "realtime_full", "There are too many realtime connections. Try again later.");
            var ofAddress = _streamsByAddress.GetValueOrDefault(key);
            if (ofAddress >= limits.StreamsOfAddressAtMost) throw new BasaltException(ErrorKind.TooMany, "realtime_address_full");
            _streamsByAddress[key] = ofAddress + 1;
            _streams++;
        }
    }

    private void ChangeCharge(RealtimeClient client, ClientKey key, long chars)
    {
        var sum = _charsByAddress.GetValueOrDefault(key) - client.ChargedChars + chars;
        client.ChargedChars = chars;
        if (sum > 0) _charsByAddress[key] = sum;
        else _charsByAddress.Remove(key);
    }

    private static RealtimeMessage Connected(string id)
    {
        using var json = new JsonBuffer();
        json.Raw("{\"clientId\":"u8);
        json.String(id);
        json.Raw((byte)'}');
        return RealtimeMessage.Of("PB_CONNECT", json.WrittenMemory.ToArray());
    }

    private sealed record Opened(RealtimeClient Client, ITimer Timer);
}
