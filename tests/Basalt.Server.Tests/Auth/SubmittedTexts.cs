using System.Text.Json;
using Basalt.Auth;

namespace Basalt.Server.Tests.Auth;

/// <summary>A form of texts.</summary>
internal sealed class SubmittedTexts(Dictionary<string, string> texts) : ISubmittedForm
{
    public static SubmittedTexts Of(params (string Key, string Text)[] texts) => new(texts.ToDictionary(t => t.Key, t => t.Text));

    public string Text(string key) => texts.GetValueOrDefault(key, "");

    public JsonElement? Find(string key) => texts.TryGetValue(key, out var text) ? JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"") : null;
}
