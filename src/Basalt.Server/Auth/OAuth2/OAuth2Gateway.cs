using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Server.Auth.OAuth2;

/// <summary>
/// Asks identity providers over HTTP: the code for a token (RFC 6749 §4.1.3, RFC 7636 §4.5), then the token for a user. What a provider
/// does otherwise stands in its profile.
/// </summary>
internal sealed class OAuth2Gateway(HttpClient client, TimeProvider clock) : IOAuth2Gateway
{
    public const int AnswerBytesAtMost = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TokenExchange _exchange = new(client);
    private readonly IdTokens _idTokens = new(client, clock);

    /// <summary>For all providers: addresses come from a superuser's configuration, so private ones are allowed.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { UseCookies = false, MaxAutomaticRedirections = 5 })
    {
        MaxResponseContentBufferSize = AnswerBytesAtMost,
        Timeout = Patience,
    };

    public async Task<OAuth2User> FetchAsync(OAuth2Provider options, OAuth2Code code, CancellationToken ct)
    {
        var provider = ConfiguredProvider.Of(options) ?? throw new InvalidOperationException("the provider was checked before");
        using var limit = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var token = await TryAsync(() => _exchange.RunAsync(provider, code, both.Token), TokenFailed, ct);
        return await TryAsync(() => FetchUserAsync(provider, token.RootElement, both.Token), UserFailed, ct);
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> step, Func<Exception, BasaltException> refusal, CancellationToken ct)
    {
        try
        {
            return await step();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or ProviderException or FormatException or UriFormatException
            || error is OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw refusal(error);
        }
    }

    private static BasaltException TokenFailed(Exception cause) => BasaltException.Invalid("oauth2_token_failed", "Failed to fetch OAuth2 token.", inner: cause);

    private static BasaltException UserFailed(Exception cause) => BasaltException.Invalid("oauth2_user_failed", "Failed to fetch OAuth2 user.", inner: cause);

    private async Task<OAuth2User> FetchUserAsync(ConfiguredProvider provider, JsonElement token, CancellationToken ct)
    {
        using var json = provider.Profile.IdToken is not null || provider.UserInfoUrl.Length == 0
            ? await ClaimsAsync(provider, token, ct)
            : await AskAsync(provider, provider.UserInfoUrl, token, ct);
        var user = UserOf(provider.Profile, json.RootElement, token) with
        {
            RawJson = RawOf(json.RootElement, token, provider.Profile.RawFromToken),
            AccessToken = JsonPath.Text(token, "access_token"),
            RefreshToken = JsonPath.Text(token, "refresh_token"),
            Expiry = ExpiryOf(token),
        };
        if (provider.IdTokenEmail is { } take) return user with { Email = await ClaimedEmailAsync(provider, take, token, ct) };
        return provider.Profile.Emails is { } list && user.Email.Length == 0 ? user with { Email = await EmailAsync(provider, list, token, ct) } : user;
    }

    private async Task<JsonDocument> ClaimsAsync(ConfiguredProvider provider, JsonElement token, CancellationToken ct) =>
        ProviderJson.Parse(Encoding.UTF8.GetBytes(await _idTokens.PayloadAsync(provider, JsonPath.Text(token, "id_token"), ct)));

    private async Task<string> ClaimedEmailAsync(ConfiguredProvider provider, Func<JsonElement, string> take, JsonElement token, CancellationToken ct)
    {
        using var claims = await ClaimsAsync(provider, token, ct);
        var email = take(claims.RootElement);
        return EmailText.IsValid(email) ? email : "";
    }

    private static string RawOf(JsonElement user, JsonElement token, string fromToken)
    {
        if (fromToken.Length == 0 || JsonPath.Find(token, fromToken) is not { } added) return user.GetRawText();
        using var json = new JsonBuffer();
        json.Raw((byte)'{');
        foreach (var member in user.EnumerateObject().Where(m => m.Name != fromToken)) Write(member.Name, member.Value);
        Write(fromToken, added);
        json.Raw((byte)'}');
        return Encoding.UTF8.GetString(json.WrittenSpan);

        void Write(string name, JsonElement value)
        {
            json.Name(name);
            json.Raw(value.GetRawText());
        }
    }

    private static OAuth2User UserOf(ProviderProfile profile, JsonElement json, JsonElement token)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new ProviderException("the user is no JSON object");
        if (profile.Root.Length > 0 && JsonPath.Find(json, profile.Root) is null) throw new ProviderException("the provider knows no such user");
        if (profile.Active.Path is { } path && !IsText(json, path, profile.Active.Text)) throw new ProviderException("the account is not active");
        var user = new OAuth2User
        {
            Id = JsonPath.Text(json, profile.Id),
            Name = JsonPath.Text(json, profile.FullName),
            Username = JsonPath.Text(json, profile.Username),
            AvatarUrl = JsonPath.Text(json, profile.Avatar),
            Email = profile.EmailVerified.Length == 0 || JsonPath.IsTrue(json, profile.EmailVerified) ? JsonPath.Text(json, profile.Email) : "",
        };
        user = profile.Adjust?.Invoke(user, json, token) ?? user;
        return EmailText.IsValid(user.Email) ? user : user with { Email = "" };
    }

    private static bool IsText(JsonElement json, string path, string text) =>
        text == "true" ? JsonPath.IsTrue(json, path) : JsonPath.Text(json, path) == text;

    private async Task<JsonDocument> AskAsync(ConfiguredProvider provider, string url, JsonElement token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(provider.Profile.Query.Length > 0 ? HttpMethod.Post : HttpMethod.Get, url);
        var type = JsonPath.Text(token, "token_type");
        var scheme = type.Length == 0 || type.Equals("bearer", StringComparison.OrdinalIgnoreCase) ? "Bearer" : type;
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {JsonPath.Text(token, "access_token")}");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Basalt", "1")); // some providers refuse requests without one
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (provider.Profile.Query.Length > 0)
        {
            request.Content = new StringContent($$"""{"query":"{{JsonEncodedText.Encode(provider.Profile.Query)}}"}""", Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in provider.Profile.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.Replace("{clientId}", provider.Options.ClientId, StringComparison.Ordinal));
        }

        using var response = await client.SendAsync(request, ct);
        if ((int)response.StatusCode >= 400) throw new ProviderException($"the provider answered {(int)response.StatusCode}") { Status = response.StatusCode };
        return ProviderJson.Parse(await response.Content.ReadAsByteArrayAsync(ct));
    }

    private async Task<string> EmailAsync(ConfiguredProvider provider, EmailList list, JsonElement token, CancellationToken ct)
    {
        try
        {
            var url = list.Url.Length > 0 ? list.Url : provider.UserInfoUrl + "/emails";
            using var json = await AskAsync(provider, url, token, ct);
            var items = list.Items.Length == 0 ? json.RootElement : JsonPath.Find(json.RootElement, list.Items) ?? default;
            if (items.ValueKind != JsonValueKind.Array) return "";
            var found = items.EnumerateArray().Where(list.Fits).Select(item => JsonPath.Text(item, "email")).FirstOrDefault("");
            return EmailText.IsValid(found) ? found : "";
        }
        catch (ProviderException refused) when (list.ForgivesAll || refused.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            return "";
        }
    }

    private string ExpiryOf(JsonElement token) =>
        double.TryParse(JsonPath.Text(token, "expires_in"), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e10
            ? DateText.Format(clock.GetUtcNow().AddSeconds(seconds))
            : "";
}

/// <summary>A provider refused, or said what makes no sense.</summary>
internal sealed class ProviderException(string message) : Exception(message)
{
    public HttpStatusCode Status { get; init; }
}
