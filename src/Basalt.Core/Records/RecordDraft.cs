using System.Text.Json;

namespace Basalt.Records;

/// <summary>What a client submitted for a record: keys as sent (modifiers included), before any coercion.</summary>
/// <param name="Values">In the order sent; of a repeated key the last. Elements stay valid as long as the request.</param>
public sealed record RecordDraft(IReadOnlyDictionary<string, JsonElement> Values)
{
    /// <summary>The password is the server's own choice, random: the rules of its field, which are for people, don't apply to it.</summary>
    internal bool HasGeneratedPassword { get; init; }

    public static RecordDraft Empty { get; } = new(new Dictionary<string, JsonElement>());
}
