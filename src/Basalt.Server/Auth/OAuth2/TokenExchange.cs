using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Basalt.Auth;
using Microsoft.AspNetCore.WebUtilities;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>
/// Exchanges a code for a token. Providers want the client's secret in a header or in the form, and don't say which: the header is
/// tried first, and what worked is remembered.
/// </summary>
internal sealed class TokenExchange(HttpClient client)
{
    private readonly ConcurrentDictionary<string, bool> _wantsForm = new(StringComparer.Ordinal); // by token URL: as many as are configured

    /// <returns>An object with an access token, at least.</returns>
    public async Task<JsonDocument> RunAsync(ConfiguredProvider provider, OAuth2Code code, CancellationToken ct)
    {
        if (_wantsForm.ContainsKey(provider.TokenUrl)) return await SendAsync(provider, code, inForm: true, ct);
        try
        {
            return await SendAsync(provider, code, inForm: false, ct);
        }
        catch (Exception refused) when (refused is ProviderException or JsonException)
        {
            var answer = await SendAsync(provider, code, inForm: true, ct);
            _wantsForm[provider.TokenUrl] = true;
            return answer;
        }
    }

    private async Task<JsonDocument> SendAsync(ConfiguredProvider provider, OAuth2Code code, bool inForm, CancellationToken ct)
    {
        var (id, secret) = (provider.Options.ClientId, provider.Options.ClientSecret);
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code.Code };
        if (code.RedirectUrl.Length > 0) form["redirect_uri"] = code.RedirectUrl;
        if (provider.Pkce) form["code_verifier"] = code.Verifier;
        if (inForm) (form["client_id"], form["client_secret"]) = (id, secret);
        using var request = new HttpRequestMessage(HttpMethod.Post, provider.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!inForm)
        {
            var credentials = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        }

        using var response = await client.SendAsync(request, ct);
        if (!response.IsSuccessStatusCode) throw new ProviderException($"the provider answered {(int)response.StatusCode} to the code");
        return Checked(Parse(await response.Content.ReadAsStringAsync(ct), response.Content.Headers.ContentType?.MediaType));
    }

    private static JsonDocument Parse(string text, string? mediaType)
    {
        if (mediaType is not ("application/x-www-form-urlencoded" or "text/plain")) return ProviderJson.Parse(Encoding.UTF8.GetBytes(text));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (key, values) in QueryHelpers.ParseQuery(text)) json.WriteString(key, values.ToString());
            json.WriteEndObject();
        }

        return ProviderJson.Parse(stream.ToArray());
    }

    private static JsonDocument Checked(JsonDocument answer)
    {
        var isGood = answer.RootElement.ValueKind == JsonValueKind.Object && JsonPath.Text(answer.RootElement, "error").Length == 0
            && JsonPath.Text(answer.RootElement, "access_token").Length > 0;
        if (isGood) return answer;
        answer.Dispose();
        throw new ProviderException("the provider gave no token for the code");
    }
}
