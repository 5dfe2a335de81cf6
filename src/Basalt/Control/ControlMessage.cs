using System.Text.Json;
using Basalt.Cli.Superusers;
using Basalt.Text;

namespace Basalt.Cli.Control;

/// <summary>An order and its answer on the wire: one line of JSON each.</summary>
internal static class ControlMessage
{
    /// <summary>Far above any e-mail and password.</summary>
    private const int BytesAtMost = 16 * 1024;

    public static async Task WriteAsync(Stream pipe, SuperuserOrder order, CancellationToken ct)
    {
        using var json = new JsonBuffer();
        json.Raw((byte)'{');
        Member(json, "superuser", order.Verb.ToString());
        Member(json, "email", order.Email);
        Member(json, "password", order.Password);
        json.Name("addresses");
        json.Texts(order.Addresses);
        json.Raw("}\n"u8);
        await pipe.WriteAsync(json.WrittenMemory, ct);
    }

    public static async Task WriteAsync(Stream pipe, ControlAnswer answer, CancellationToken ct)
    {
        using var json = new JsonBuffer();
        json.Raw((byte)'{');
        Member(json, answer.IsDone ? "done" : "refused", answer.Text);
        json.Raw("}\n"u8);
        await pipe.WriteAsync(json.WrittenMemory, ct);
    }

    /// <returns>Null when it is no order that this version knows.</returns>
    public static async Task<SuperuserOrder?> ReadOrderAsync(Stream pipe, CancellationToken ct)
    {
        using var message = await ReadAsync(pipe, ct);
        if (message is null || !Enum.TryParse<SuperuserVerb>(Text(message, "superuser"), out var verb) || !Enum.IsDefined(verb)) return null;
        if (Text(message, "email") is not { } email || Text(message, "password") is not { } password || Texts(message, "addresses") is not { } addresses) return null;
        return new SuperuserOrder(verb, email, password) { Addresses = addresses };
    }

    /// <returns>Null when the other side went away without one.</returns>
    public static async Task<ControlAnswer?> ReadAnswerAsync(Stream pipe, CancellationToken ct)
    {
        using var message = await ReadAsync(pipe, ct);
        if (message is null) return null;
        if (Text(message, "done") is { } done) return new ControlAnswer(true, done);
        return Text(message, "refused") is { } refused ? new ControlAnswer(false, refused) : null;
    }

    private static void Member(JsonBuffer json, string name, string text)
    {
        json.Name(name);
        json.String(text);
    }

    private static string? Text(JsonDocument message, string name) =>
        message.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Empty when absent: a command of an older version knows no addresses.
    private static List<string>? Texts(JsonDocument message, string name)
    {
        if (!message.RootElement.TryGetProperty(name, out var list)) return [];
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String)) return null;
        return [.. list.EnumerateArray().Select(item => item.GetString()!)];
    }

    private static async Task<JsonDocument?> ReadAsync(Stream pipe, CancellationToken ct)
    {
        var bytes = new byte[BytesAtMost];
        var length = 0;
        while (length < bytes.Length && await pipe.ReadAsync(bytes.AsMemory(length), ct) is var read and > 0)
        {
            length += read;
            if (bytes[length - 1] == (byte)'\n') return Parse(bytes.AsMemory(0, length));
        }

        return null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            var message = JsonDocument.Parse(line);
            if (message.RootElement.ValueKind == JsonValueKind.Object) return message;
            message.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="IsDone">False when it was refused.</param>
/// <param name="Text">One line for whoever gave the order.</param>
internal sealed record ControlAnswer(bool IsDone, string Text);
