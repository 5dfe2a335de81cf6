namespace Basalt.Realtime;

/// <summary>What a server gives to event streams. Reasons for the numbers: docs/adr/0020.</summary>
public sealed record RealtimeLimits
{
    /// <summary>Streams that are open at once; one more is refused with 503. Default: 10,000.</summary>
    public int StreamsAtMost { get; init; } = 10_000;

    /// <summary>Of them from one address, an IPv6 network of 64 bits counting as one; one more is refused with 429. Default: 1,000.</summary>
    public int StreamsOfAddressAtMost { get; init; } = 1_000;

    /// <summary>Characters of all subscriptions of an address, two bytes each; a client that wants more is refused with 429. Default: 8 Mi.</summary>
    public int SubscriptionCharsOfAddressAtMost { get; init; } = 8 * 1024 * 1024;

    /// <summary>Messages that wait for one client to read; with one more the client is dropped. Default: 1,024.</summary>
    public int WaitingMessagesAtMost { get; init; } = 1_024;

    /// <summary>Bytes of what waits for one client; a single message may have more. Default: 1 MiB.</summary>
    public int WaitingBytesAtMost { get; init; } = 1024 * 1024;

    /// <summary>How often a sign of life is sent. Default: 30 s, half of what common proxies allow a silent connection.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream stays open, to the next sign of life. It bounds how long an identity outlives its token. Default: 30 min.</summary>
    public TimeSpan Life { get; init; } = TimeSpan.FromMinutes(30);
}
