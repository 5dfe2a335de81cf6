using System.Text.Json;

namespace Basalt.Server.Batch;

/// <summary>One request of a batch, as submitted.</summary>
/// <param name="Headers">As sent: names in any case.</param>
/// <param name="Body">By key, as sent.</param>
internal sealed record BatchItem(
    string Method, string Url, IReadOnlyDictionary<string, string> Headers, Dictionary<string, JsonElement> Body);
