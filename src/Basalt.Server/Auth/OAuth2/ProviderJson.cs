using System.Text.Json;
using Basalt.Text;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>Parses what a provider answered.</summary>
internal static class ProviderJson
{
    /// <exception cref="JsonException">It is no JSON, or has half a surrogate pair in it: who that is meant to be can't be told.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> answer) => LoneSurrogates.Replace(answer).Equals(answer)
        ? JsonDocument.Parse(answer)
        : throw new JsonException("half a surrogate pair is no text");
}
