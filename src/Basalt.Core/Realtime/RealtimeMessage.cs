using System.Buffers;
using System.Text;

namespace Basalt.Realtime;

/// <summary>What is sent to a client: a name, which is one of its subscriptions, and a line of JSON.</summary>
internal sealed class RealtimeMessage
{
    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n\0");

    private RealtimeMessage(string name, ReadOnlyMemory<byte> data)
    {
        Name = name;
        Data = data;
        Bytes = Encoding.UTF8.GetByteCount(name) + data.Length;
    }

    /// <summary>Nothing to tell, but that the stream is there.</summary>
    public static RealtimeMessage KeepAlive { get; } = new("", default);

    public string Name { get; }

    /// <summary>UTF-8 JSON without a line break.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What it takes of a client's queue.</summary>
    internal int Bytes { get; }

    /// <exception cref="ArgumentException">The name or the data would be read as more than one line of an event.</exception>
    public static RealtimeMessage Of(string name, ReadOnlyMemory<byte> data)
    {
        if (name.Length == 0 || HasBreaks(name)) throw new ArgumentException("a message's name is a text without CR, LF and NUL", nameof(name));
        if (data.Span.IndexOfAny((byte)'\r', (byte)'\n') >= 0) throw new ArgumentException("a message's data is one line", nameof(data));
        return new RealtimeMessage(name, data);
    }

    /// <summary>Whether a name would inject lines into an event.</summary>
    internal static bool HasBreaks(string name) => name.AsSpan().ContainsAny(Breaks);
}
