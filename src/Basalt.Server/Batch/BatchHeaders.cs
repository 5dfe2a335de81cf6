using Basalt.Rules;

namespace Basalt.Server.Batch;

/// <summary>The headers of one item over those of the batch. Who asks is settled by the batch: an item's token counts for nothing.</summary>
internal sealed class BatchHeaders(IReadOnlyDictionary<string, string> own, IRequestTexts outer) : IRequestTexts
{
    public string? Find(string key)
    {
        if (key == "authorization") return outer.Find(key);
        foreach (var (name, value) in own)
        {
            if (string.Equals(name.Replace('-', '_'), key, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return outer.Find(key);
    }
}
