using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Realtime;

/// <summary>One open event stream: whose it is, what it wants to hear, and what waits for it to be sent.</summary>
#pragma warning disable CA1001 // a cancellation source without a timer and a handle holds nothing to release
internal sealed class RealtimeClient
#pragma warning restore CA1001
{
    private const int IdChars = 40;

    private readonly RealtimeLimits _limits;
    private readonly TimeProvider _clock;
    private readonly long _opened;
    private readonly Channel<RealtimeMessage> _waiting;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _turn = new();
    private long _waitingBytes;
    private Caller _caller = Caller.Guest;
    private ImmutableArray<string> _subscriptions = [];
    private long _lastArrival;

    internal RealtimeClient(IPAddress address, RealtimeLimits limits, TimeProvider clock)
    {
        Address = address;
        _limits = limits;
        _clock = clock;
        _opened = clock.GetTimestamp();
        _waiting = Channel.CreateBounded<RealtimeMessage>(new BoundedChannelOptions(limits.WaitingMessagesAtMost) { SingleReader = true });
    }

    /// <summary>40 of <c>[A-Za-z0-9]</c>. A secret: whoever has it, and comes from the same address, says what the stream hears.</summary>
    public string Id { get; } = RandomText.Of(RandomText.Alphanumeric, IdChars);

    /// <summary>From where the stream was opened.</summary>
    public IPAddress Address { get; }

    /// <summary>As submitted, each once.</summary>
    public ImmutableArray<string> Subscriptions
    {
        get
        {
            lock (_turn) return _subscriptions;
        }
    }

    /// <summary>Characters of the subscriptions that its address is charged with. Guarded by whoever keeps the clients.</summary>
    internal long ChargedChars { get; set; }

    /// <summary>Cancelled when nothing more is to be sent.</summary>
    internal CancellationToken Ended => _end.Token;

    /// <summary>Whether it was ended because it did not read what was sent.</summary>
    internal bool IsTooSlow { get; private set; }

    /// <summary>Who is bound to the client, as far as the collection still is as it was then.</summary>
    public Caller CallerIn(SchemaSnapshot schema)
    {
        lock (_turn)
        {
            if (_caller.Record is { } record && !AccountKeys.AreCurrent(record, schema)) _caller = Caller.Guest;
            return _caller;
        }
    }

    /// <summary>Replaces identity and subscriptions. What arrived before something that was applied already changes nothing.</summary>
    /// <param name="admit">Called before anything is changed, with what the subscriptions will take; refuses by throwing.</param>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the client is bound to another record.</exception>
    internal void Subscribe(Caller caller, ImmutableArray<string> subscriptions, long arrival, SchemaSnapshot schema, Action<long> admit)
    {
        lock (_turn)
        {
            if (arrival < _lastArrival) return;
            if (CallerIn(schema).Record is { } bound && !caller.Is(bound))
            {
                throw BasaltException.Denied("realtime_identity_changed", "The current and the previous request authorization don't match.");
            }

            admit(subscriptions.Sum(s => (long)s.Length));
            _lastArrival = arrival;
            _caller = caller;
            _subscriptions = subscriptions;
        }
    }

    /// <summary>Looks again at who was bound: an account that lost its keys while it was on its way must not stay.</summary>
    /// <param name="asked">Who was bound.</param>
    /// <param name="now">Whom the same token stands for by now.</param>
    internal void Confirm(Caller asked, Caller now)
    {
        lock (_turn)
        {
            if (_caller.Record is { } bound && asked.Is(bound) && AccountKeys.AreSame(bound, asked.Record!)) _caller = now.Is(bound) ? now : Caller.Guest;
        }
    }

    /// <summary>What a committed change of the bound record means for the client. Source: the protocol, realtime page, section 2.1.</summary>
    internal void Heed(RecordChange change)
    {
        lock (_turn)
        {
            if (_caller.Record is not { } bound || !_caller.Is(change.Record)) return;
            var stays = change.Kind == ChangeKind.Updated && AccountKeys.AreSame(bound, change.Record);
            _caller = stays ? Caller.Of(change.Record) : Caller.Guest;
        }
    }

    /// <summary>Queues the message for each subscription to the topic, with or without options.</summary>
    /// <returns>Whether there was any.</returns>
    internal bool Send(string topic, ReadOnlyMemory<byte> data)
    {
        var isHeard = false;
        foreach (var subscription in Subscriptions)
        {
            if (!IsTo(subscription, topic)) continue;
            isHeard = true;
            Queue(RealtimeMessage.Of(subscription, data));
        }

        return isHeard;
    }

    /// <summary>Queues the message if the client is subscribed to exactly that topic, and ends the subscription: of two at once one is sent.</summary>
    internal bool SendOnce(string topic, ReadOnlyMemory<byte> data)
    {
        if (!Unsubscribe(topic)) return false;
        Queue(RealtimeMessage.Of(topic, data));
        return true;
    }

    /// <returns>Whether there was that subscription.</returns>
    internal bool Unsubscribe(string topic)
    {
        lock (_turn)
        {
            var before = _subscriptions;
            _subscriptions = before.Remove(topic, StringComparer.Ordinal);
            return _subscriptions.Length < before.Length;
        }
    }

    /// <summary>Never waits: a client that is too slow to read is dropped, and comes back by itself.</summary>
    internal void Queue(RealtimeMessage message)
    {
        var waiting = Interlocked.Add(ref _waitingBytes, message.Bytes);
        if ((waiting == message.Bytes || waiting <= _limits.WaitingBytesAtMost) && _waiting.Writer.TryWrite(message)) return;
        IsTooSlow = true;
        End();
    }

    /// <summary>What is to be sent, in its order. A message counts as waiting until the next one is asked for.</summary>
    internal async IAsyncEnumerable<RealtimeMessage> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync(ct))
        {
            try
            {
                yield return message;
            }
            finally
            {
                Interlocked.Add(ref _waitingBytes, -message.Bytes);
            }
        }
    }

    /// <summary>Shows that the stream is there, or ends it when its time is over.</summary>
    internal void KeepAlive()
    {
        if (_clock.GetElapsedTime(_opened) >= _limits.Life) End();
        else if (_waiting.Reader.Count == 0) Queue(RealtimeMessage.KeepAlive);
    }

    internal void End() => _end.Cancel();

    private static bool IsTo(string subscription, string topic) =>
        subscription.StartsWith(topic, StringComparison.Ordinal) && (subscription.Length == topic.Length || subscription[topic.Length] == '?');
}
