using System.Text.Json;

namespace Basalt.Records;

/// <summary>What a client submitted for a record: keys as sent (modifiers included), before any coercion.</summary>
/// <param name="Values">In the order sent; of a repeated key the last. Elements stay valid as long as the request.</param>
public sealed record RecordDraft(IReadOnlyDictionary<string, JsonElement> Values)
{
    public static RecordDraft Empty { get; } = new(new Dictionary<string, JsonElement>());
}
